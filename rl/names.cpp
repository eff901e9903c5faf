#include "rl/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace surefoot::rl {

std::string nearest(const std::string& name, const std::vector<std::string>& names) {
    const auto lower = [](std::string text) {
        for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return text;
    };
    // Levenshtein's distance, a row at a time.
    const auto edits = [&, name = lower(name)](const std::string& candidate) {
        const std::string other = lower(candidate);
        std::vector<std::size_t> row(other.size() + 1);
        for (std::size_t j = 0; j <= other.size(); ++j) row[j] = j;
        for (std::size_t i = 1; i <= name.size(); ++i) {
            std::size_t diagonal = row[0]++;
            for (std::size_t j = 1; j <= other.size(); ++j) {
                const std::size_t replaced = diagonal + (name[i - 1] != other[j - 1]);
                diagonal = row[j];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
            }
        }
        return row.back();
    };
    const auto distance = [&](const std::string& candidate) {
        return std::min(edits(candidate), edits(candidate.substr(candidate.rfind('/') + 1)));
    };
    return *std::min_element(names.begin(), names.end(),
                             [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
}

void expect_known(const std::string& what, const std::string& name, const std::vector<std::string>& names) {
    if (std::find(names.begin(), names.end(), name) == names.end())
        throw ConfigError(fmt::format("unknown {} `{}`: did you mean `{}`? There are {}", what, name,
                                      nearest(name, names), listed(names)));
}

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
}

}  // namespace surefoot::rl
