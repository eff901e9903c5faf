// ProgressLine: one line that updates in place on a terminal; in a log file, a plain line now and then. What cannot be printed
// is left for whoever flushes the file and asks: a run does not end by it in the middle of something.
#pragma once

#include <cstdint>
#include <cstdio>
#include <vector>

#include "rl/runs/trainer.hpp"

namespace surefoot::program {

class ProgressLine {
  public:
    ProgressLine(std::FILE* out, std::int64_t total_steps);

    void remember(const rl::Progress& progress);  // of a run that goes on: for the sparkline
    void update(const rl::Progress& progress);
    void finish();  // ends the line, so that what follows starts on its own

  private:
    std::FILE* out_;
    bool terminal_;
    std::int64_t total_steps_, next_logged_ = 0;
    std::vector<double> returns_;  // one for each iteration that finished an episode
    bool open_ = false;
};

// The last `width` values as bars of eight heights, from the least to the greatest of them.
std::string sparkline(const std::vector<double>& values, std::size_t width);

}  // namespace surefoot::program
