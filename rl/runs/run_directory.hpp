// RunDirectory: what a training run leaves behind, readable whenever it was cut off.
//
//     config.json                       all that is needed to run it again; the checkpoints have it too
//     progress.csv                      a row an iteration
//     checkpoint.safetensors            all that is needed to go on
//     checkpoint.previous.safetensors   the one before
#pragma once

#include <filesystem>
#include <optional>

#include "nn/storage/file.hpp"
#include "rl/runs/trainer.hpp"

namespace surefoot::rl {

enum class Which { last, previous };  // of its checkpoints

class RunDirectory {
  public:
    // Makes the directory and writes config.json and the head of progress.csv. Throws ConfigError when the directory
    // holds something already or cannot be written; nothing is left behind then. Of several processes that begin in one
    // directory at once, one does, and the others are refused and touch nothing.
    static RunDirectory make(const std::filesystem::path& path, const TrainConfig& config);

    // Takes a run to go on with it; nobody else can until this object is gone. So what is read of it afterwards stays true.
    // Throws ConfigError when there is none, std::runtime_error when another process is writing it.
    static RunDirectory open(const std::filesystem::path& path);

    // Lets the run go on after `iteration`, where a checkpoint was restored: config.json is made to say `config`,
    // progress.csv is cut back to there, and a damaged one is kept beside it. When it was the previous checkpoint, the last
    // one is given up for it first, so that no save can put what is damaged in its place. The rows that are left.
    struct Kept {
        std::vector<Progress> rows;
        std::string lost = {};  // what of the curve is missing, in a sentence; empty when nothing is
    };
    Kept go_on(const TrainConfig& config, std::int64_t iteration, Which which = Which::last);

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

// Read a run. Throw ConfigError when there is none, its configuration is not one, or there is no checkpoint yet, and
// std::runtime_error when it is damaged.
TrainConfig load_config(const std::filesystem::path& path);      // where config.json is lost, the checkpoint's
ProgressTable load_progress(const std::filesystem::path& path);  // no rows when nothing was written yet
nn::SafeTensors load_checkpoint(const std::filesystem::path& path, Which which = Which::last);
bool has_checkpoint(const std::filesystem::path& path, Which which = Which::last);

// The runs in a directory: itself, or those directly below it, as a sweep has them, in the order of their names with numbers
// as numbers. Throws ConfigError when there is none.
std::vector<std::filesystem::path> runs_in(const std::filesystem::path& path);

// The path with -2, -3, … behind it where that is taken.
std::filesystem::path fresh_path(const std::filesystem::path& path);

}  // namespace surefoot::rl
