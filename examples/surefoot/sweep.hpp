// Sweep: runs that differ in their seed, each in a process of its own, some of them at once.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

namespace surefoot::program {

// Calls `work` with each run's directory, in a process for each, `at_once` of them at a time. What it prints goes into the
// file `log` of the run. Ctrl-C and SIGTERM are passed on to the processes, so that each saves its run, and no more are
// started; false then. Throws std::runtime_error when one failed.
bool run_each(const std::vector<std::filesystem::path>& runs, int at_once,
              const std::function<void(const std::filesystem::path&)>& work);

}  // namespace surefoot::program
