// Job: the command as several ranks carry it out together (nn/parallel/ranks.hpp).
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "nn/storage/safetensors.hpp"
#include "rl/runs/config.hpp"

namespace surefoot::program {

// This program's version, precision and compiler, as a report of a fault should have it.
std::string version();

// From here on only rank 0 prints what it does; faults are said by whoever has them.
void speak_as_one();

// Throws rl::ConfigError, by name, unless all ranks are of one build, carry out one configuration with the same options, and compute
// on vectors of one kind, as their bits would differ else. Remarks processors of several models.
void expect_alike(const rl::TrainConfig& config, const std::string& options = {});

// Throws std::runtime_error unless all ranks have the same checkpoint, to the bit.
void expect_same(const nn::SafeTensors& checkpoint);

// What `make` gives on rank 0, on all. What it throws there ends all.
std::string from_first(const std::function<std::string()>& make);

// While this rank waits for others: where it was asked to end meanwhile, it says that `run` can be gone on with.
void watch_over(const std::filesystem::path& run, const std::function<bool()>& asked_to_end);

// How many threads of this machine are this rank's, when nothing is said.
int threads_of_rank();

// What a fault makes of the job: all ranks end, with this exit status.
int end_of_job(int status, const std::string& said);

}  // namespace surefoot::program
