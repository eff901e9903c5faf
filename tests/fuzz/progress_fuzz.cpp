// libFuzzer: the rows of a progress.csv, below its header. What is read is written as rows that read as the same.
#include <cstdlib>
#include <string>

#include "rl/runs/progress.hpp"

using namespace surefoot;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto written = [](const rl::ProgressTable& table) {
        std::string text = rl::csv_header();
        for (const rl::Progress& row : table.rows) text += rl::csv_row(row);
        return text;
    };
    const std::string rows(reinterpret_cast<const char*>(data), size);
    const std::string text = written(rl::parse_progress(rl::csv_header() + rows));
    if (written(rl::parse_progress(text)) != text) std::abort();
    return 0;
}
