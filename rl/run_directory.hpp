// RunDirectory: what a training run leaves behind, readable whenever it was cut off.
//
//     config.json                       all that is needed to run it again
//     progress.csv                      a row an iteration
//     checkpoint.safetensors            all that is needed to go on
//     checkpoint.previous.safetensors   the one before
#pragma once

#include <filesystem>
#include <optional>

#include "nn/file.hpp"
#include "rl/trainer.hpp"

namespace rl {

class RunDirectory {
  public:
    // Makes the directory and writes config.json and the head of progress.csv. Throws ConfigError when the directory
    // holds something already or cannot be written; nothing is left behind then.
    static RunDirectory make(const std::filesystem::path& path, const TrainConfig& config);

    // Opens a run to go on after `iteration`: cuts progress.csv back to there. Throws std::runtime_error when its rows end
    // before, and when another process is writing the run.
    static RunDirectory reopen(const std::filesystem::path& path, int iteration);

    void append(const Progress& progress);  // a row of progress.csv, seen by other programs when it returns
    // Flushes the rows to the disk and replaces the checkpoint whole; the one before is kept. When it throws, as on a full
    // disk, the last checkpoint is as it was.
    void save(const nn::SafeTensors& checkpoint);
    const std::filesystem::path& path() const { return path_; }

  private:
    RunDirectory(const std::filesystem::path& path, nn::GrowingFile progress);

    std::filesystem::path path_;
    nn::GrowingFile progress_;
};

// Read a run. Throw ConfigError when there is none or its configuration is not one, std::runtime_error when it is damaged.
TrainConfig load_config(const std::filesystem::path& path);
ProgressTable load_progress(const std::filesystem::path& path);  // just the header when nothing was written yet
enum class Which { last, previous };
nn::SafeTensors load_checkpoint(const std::filesystem::path& path, Which which = Which::last);
bool has_checkpoint(const std::filesystem::path& path, Which which = Which::last);

// Changes how long a run is.
void save_config(const std::filesystem::path& path, const TrainConfig& config);

// The runs in a directory: itself, or those directly below it, as a sweep has them, in the order of their names with numbers
// as numbers. Throws ConfigError when there is none.
std::vector<std::filesystem::path> runs_in(const std::filesystem::path& path);

// The path with -2, -3, … behind it where that is taken.
std::filesystem::path fresh_path(const std::filesystem::path& path);

}  // namespace rl
