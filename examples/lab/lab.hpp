// The lab: experiments that make a claim of the book visible. Each is one short file that one can read beside its chapter.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "examples/plot/figure.hpp"

namespace surefoot::lab {

using plot::Curve, plot::Figure, plot::Panel, plot::Style;

struct Options {
    bool quick = false;  // smaller, in seconds: the claim is still to be seen, its figures are rougher
};

// What was measured, in rows: NAME.csv. A cell is empty where its column says nothing of its row.
struct Table {
    std::vector<std::string> columns = {};
    std::vector<std::vector<std::string>> rows = {};
    void add(std::vector<std::string> row) { rows.push_back(std::move(row)); }
};

struct Result {
    std::vector<std::string> words = {};  // what is seen, in plain sentences with figures
    // The figures that the claim stands on, and those that the book prints, by name: what its test reads, NAME.figures.csv.
    std::map<std::string, double> figures = {};
    Table table = {};
    Figure figure = {};
};

struct Experiment {
    std::string name, claim;
    Result (*run)(const Options& options);
};
std::span<const Experiment> experiments();

// Makes a directory, if it is not there. Throws std::runtime_error when that cannot be, or files cannot be written there.
void check_writable(const std::filesystem::path& directory);

// NAME.csv, NAME.figures.csv and NAME.svg in a directory. The table has the digits that the experiment gave it; the figures,
// with the columns `figure` and `value`, have all of theirs. Throws std::runtime_error when they cannot be written; the CSVs
// are there before the figure is tried.
void write(const Result& result, const std::string& name, const std::filesystem::path& directory);

std::string number(double value);  // for tables and sentences: four significant digits

Result step_size(const Options& options);
Result trust_region(const Options& options);
Result unseen(const Options& options);
Result distance(const Options& options);
Result variance(const Options& options);
Result fisher(const Options& options);
Result cg(const Options& options);
Result models(const Options& options);
Result monotonic(const Options& options);
Result dropout(const Options& options);
Result sharing(const Options& options);
Result cost(const Options& options);
Result hessian(const Options& options);
Result hessian_free(const Options& options);
Result ladder(const Options& options);
Result batch_size(const Options& options);
Result normalization(const Options& options);

}  // namespace surefoot::lab
