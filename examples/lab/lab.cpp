#include "examples/lab/lab.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

namespace surefoot::lab {

std::span<const Experiment> experiments() {
    static const Experiment list[] = {
        {"hessian", "curvature has a few large directions and very many flat ones", hessian},
        {"variance", "what is subtracted from a return decides how noisy the gradient is", variance},
        {"step-size", "plain policy gradient: too small a step learns too slowly, too large a one collapses",
         step_size},
        {"distance", "equal steps in theta are not equal steps in behaviour", distance},
        {"fisher", "three ways to the Fisher matrix agree, and one of them is cheap", fisher},
        {"cg", "how many iterations of conjugate gradients are enough", cg},
        {"monotonic", "within its penalty, policy improvement never falls", monotonic},
        {"models", "TRPO's models propose a step, and what is measured on the batch decides", models},
        {"trust-region", "TRPO learns over decades of its radius", trust_region},
        {"unseen", "what the line search confirms holds of its batch, and mostly beyond it", unseen},
        {"dropout", "noise in the network breaks TRPO, and PPO takes it", dropout},
        {"sharing", "a trunk shared with the value function moves the policy unasked", sharing},
        {"cost", "what second order costs", cost},
        {"hessian-free", "Gauss-Newton steps take a valley from any side alike; minibatches may beat them",
         hessian_free},
        {"batch-size", "larger batches: fewer iterations, down to a number that none goes below, and more steps",
         batch_size},
        {"ladder", "five rungs, one task: environment steps and seconds to a mean return of 475", ladder},
        {"normalization", "what a norm does to curvature, a natural step does not see; batches and masks must be held",
         normalization},
    };
    return list;
}

namespace {

// A cell of a CSV file (RFC 4180): in quotes when it holds what separates cells.
std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\n") == std::string::npos) return cell;
    std::string safe(1, '"');
    for (const char c : cell) {
        if (c == '"') safe += c;
        safe += c;
    }
    safe += '"';
    return safe;
}

}  // namespace

std::string number(double value) { return fmt::format("{:.4g}", value); }

void check_writable(const std::filesystem::path& directory) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) throw std::runtime_error(fmt::format("it cannot be made ({})", error.message()));
    const std::filesystem::path probe = directory / ".surefoot";
    if (!(std::ofstream(probe) << "a try" << std::flush)) throw std::runtime_error("it cannot be written");
    std::filesystem::remove(probe, error);
}

void write(const Result& result, const std::string& name, const std::filesystem::path& directory) {
    check_writable(directory);
    const auto write_table = [&](const Table& table, const std::string& file) {
        std::ofstream csv(directory / file);
        const auto line = [&](const std::vector<std::string>& cells) {
            for (std::size_t i = 0; i < cells.size(); ++i) csv << (i > 0 ? "," : "") << quoted(cells[i]);
            csv << '\n';
        };
        line(table.columns);
        for (const auto& row : table.rows) line(row);
        if (!csv.flush()) throw std::runtime_error(fmt::format("{}: cannot be written", (directory / file).string()));
    };
    Table figures{.columns = {"figure", "value"}};
    for (const auto& [figure, value] : result.figures) figures.add({figure, fmt::format("{}", value)});
    write_table(result.table, name + ".csv");
    write_table(figures, name + ".figures.csv");
    write_svg(result.figure, directory / (name + ".svg"));
}

}  // namespace surefoot::lab
