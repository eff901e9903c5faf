// ProgressLine: one line that updates in place on a terminal; in a log file, a plain line now and then.
#pragma once

#include <cstdio>
#include <vector>

#include "rl/trainer.hpp"

namespace surefoot {

class ProgressLine {
  public:
    ProgressLine(std::FILE* out, long total_steps);

    void remember(const rl::Progress& progress);  // of a run that goes on: for the sparkline
    void update(const rl::Progress& progress);
    void finish();  // ends the line, so that what follows starts on its own

  private:
    std::FILE* out_;
    bool terminal_;
    long total_steps_, next_logged_ = 0;
    std::vector<double> returns_;  // one for each iteration that finished an episode
    bool open_ = false;
};

// The last `width` values as bars of eight heights, from the least to the greatest of them.
std::string sparkline(const std::vector<double>& values, std::size_t width);

}  // namespace surefoot
