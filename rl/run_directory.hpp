// RunDirectory: what a training run leaves behind: config.json, progress.csv, checkpoint.safetensors.
#pragma once

#include <filesystem>
#include <fstream>

#include "rl/trainer.hpp"

namespace rl {

class RunDirectory {
  public:
    // Makes the directory and writes config.json and the head of progress.csv. Throws ConfigError when the directory
    // holds something already or cannot be written; nothing is left behind then.
    RunDirectory(const std::filesystem::path& path, const TrainConfig& config);

    void append(const Progress& progress);         // a row of progress.csv, on disk when it returns
    void save(const nn::SafeTensors& checkpoint);  // checkpoint.safetensors, replaced whole
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    std::ofstream progress_;
};

// Reads a run back. Throw ConfigError when there is no run, std::runtime_error when it is damaged.
TrainConfig load_config(const std::filesystem::path& path);
nn::SafeTensors load_checkpoint(const std::filesystem::path& path);

// runs/ALGORITHM-ENV-seedN, with -2, -3, … behind it where that is taken.
std::filesystem::path fresh_run_path(const TrainConfig& config);

}  // namespace rl
