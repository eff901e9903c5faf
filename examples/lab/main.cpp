// surefoot-lab: the experiments of the book, one by one. `surefoot lab` calls it.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "examples/lab/lab.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/process.hpp"
#include "nn/parallel/workers.hpp"
#include "rl/rungs/setting.hpp"

using namespace surefoot;

namespace {

constexpr const char* help = R"(An experiment of the book: what it shows, as words, CSV and SVG
Usage: surefoot lab NAME [OPTIONS]

  NAME            an experiment; `list` names them, `all` runs them
  --quick         a smaller one, in seconds
  --out DIR       directory of the CSV and the SVG (default lab)
  --threads N     how many share the work (default all cores)
  -h, --help      this
)";

struct Choice {
    std::string name = {};  // an experiment, "list" or "all"
    bool quick = false, help = false;
    std::string out = "lab";
    std::optional<std::string> threads = {};
};

// Throws rl::ConfigError for words that make no sense.
Choice read(const std::vector<std::string>& words) {
    Choice choice;
    for (std::size_t k = 0; k < words.size(); ++k) {
        const std::string option = words[k].substr(0, words[k].find('='));
        const auto value = [&] {
            if (option.size() < words[k].size()) return words[k].substr(option.size() + 1);
            if (k + 1 == words.size()) throw rl::ConfigError(option + ": it needs a value");
            return words[++k];
        };
        if (option == "--out")
            choice.out = value();
        else if (option == "--threads")
            choice.threads = value();
        else if (words[k] == "--quick")
            choice.quick = true;
        else if (words[k] == "--help" || words[k] == "-h")
            choice.help = true;
        else if (words[k].starts_with('-'))
            throw rl::ConfigError(fmt::format("unknown option `{}`: did you mean `{}`?", option,
                                              rl::nearest(option, {"--quick", "--out", "--threads", "--help"})));
        else if (choice.name.empty())
            choice.name = words[k];
        else
            throw rl::ConfigError(fmt::format("`{}`: one experiment at a time, or `all`", words[k]));
    }
    return choice;
}

void run(const Choice& choice) {
    if (choice.help) {
        fmt::print("{}", help);
        return;
    }
    std::vector<std::string> names{"list", "all"};
    for (const lab::Experiment& e : lab::experiments()) names.push_back(e.name);
    if (choice.name.empty()) throw rl::ConfigError("name an experiment; `surefoot lab list` shows them all");
    if (std::find(names.begin(), names.end(), choice.name) == names.end())
        throw rl::ConfigError(
            fmt::format("unknown experiment `{}`: did you mean `{}`? `surefoot lab list` shows them all", choice.name,
                        rl::nearest(choice.name, names)));
    if (choice.name == "list") {
        for (const lab::Experiment& e : lab::experiments()) fmt::print("{:<13} {}\n", e.name, e.claim);
        return;
    }
    nn::set_threads(program::threads_from(choice.threads));
    try {
        lab::check_writable(choice.out);
    } catch (const std::exception& e) { throw rl::ConfigError(fmt::format("--out {}: {}", choice.out, e.what())); }
    for (const lab::Experiment& e : lab::experiments()) {
        if (choice.name != "all" && choice.name != e.name) continue;
        fmt::print("{}: {}\n", e.name, e.claim);
        program::lost_output(true);
        const auto start = std::chrono::steady_clock::now();
        const lab::Result result = e.run({.quick = choice.quick});
        for (const std::string& sentence : result.words) fmt::print("  {}\n", sentence);
        lab::write(result, e.name, choice.out);
        fmt::print("  {0}/{1}.csv, {0}/{1}.figures.csv and {0}/{1}.svg, after {2:.1f} s\n\n", choice.out, e.name,
                   std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
}

}  // namespace

int main(int argc, char** argv) {
    program::set_name("surefoot lab");
    program::settle_process();
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    return program::status_of([&] { run(read(words)); }, true);
}
