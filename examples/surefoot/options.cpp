#include "examples/surefoot/options.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <locale>
#include <sstream>

#include "examples/surefoot/job.hpp"

namespace surefoot::program {

double real_number(const char* option, const std::string& text, double low) {
    std::istringstream in(text);  // std::from_chars would do, had every standard library it for double
    in.imbue(std::locale::classic());
    double value = 0;
    if (!(in >> std::noskipws >> value) || !in.eof() || !std::isfinite(value) || value < low)
        throw rl::ConfigError(
            fmt::format("{} {}: it must be a number{}", option, text,
                        low > std::numeric_limits<double>::lowest() ? fmt::format(", {} or above", low) : ""));
    return value;
}

std::uint64_t seed_from(const char* option, const std::string& text) {
    return whole_number<std::uint64_t>(option, text, 0, std::numeric_limits<std::uint64_t>::max());
}

std::vector<std::uint64_t> seeds_from(const std::string& text) {
    std::vector<std::uint64_t> seeds;
    const auto range = [&text](const char* separator) -> std::optional<std::pair<std::string, std::string>> {
        const std::size_t at = text.find(separator, 1);
        if (at == std::string::npos) return {};
        return std::pair(text.substr(0, at), text.substr(at + std::string(separator).size()));
    };
    if (const auto ends = range("..") ? range("..") : range("-")) {
        const std::uint64_t first = seed_from("--seeds", ends->first), last = seed_from("--seeds", ends->second);
        if (last < first || last - first >= 1000)
            throw rl::ConfigError(fmt::format("--seeds {}: it must name 1 to 1000 seeds, such as 0..9", text));
        for (std::uint64_t k = 0; k <= last - first; ++k) seeds.push_back(first + k);
        return seeds;
    }
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        seeds.push_back(seed_from("--seeds", text.substr(at, comma - at)));
        if (std::count(seeds.begin(), seeds.end(), seeds.back()) > 1)
            throw rl::ConfigError(fmt::format("--seeds {}: it names {} twice", text, seeds.back()));
        at = comma + 1;
    }
    return seeds;
}

int threads_from(const std::optional<std::string>& threads) {
    return threads ? whole_number("--threads", *threads, 1, 256) : threads_of_rank();
}

}  // namespace surefoot::program
