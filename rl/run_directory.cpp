#include "rl/run_directory.hpp"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace rl {

namespace fs = std::filesystem;

namespace {

// Makes a directory and the ones above it. Unless it is kept, it removes again what it made, if that is still empty.
class MadeDirectory {
  public:
    MadeDirectory(const fs::path& path, std::error_code& error) {
        for (fs::path p = fs::absolute(path, error).lexically_normal(); !error && !p.empty() && !fs::exists(p, error);
             p = p.parent_path())
            made_.push_back(p);
        if (!error) fs::create_directories(path, error);
    }
    ~MadeDirectory() {
        std::error_code ignored;
        for (const fs::path& p : made_) fs::remove(p, ignored);  // from the leaf up
    }
    void keep() { made_.clear(); }

  private:
    std::vector<fs::path> made_;
};

}  // namespace

RunDirectory::RunDirectory(const fs::path& path, const TrainConfig& config) : path_(path) {
    std::error_code error;
    if (fs::exists(path, error) && !(fs::is_directory(path, error) && fs::is_empty(path, error)))
        throw ConfigError(
            fmt::format("--out {}: it exists and is not an empty directory; name a new one", path.string()));
    MadeDirectory made(path, error);
    if (error)
        throw ConfigError(
            fmt::format("--out {}: it cannot be made ({}); name one that can", path.string(), error.message()));
    std::ofstream config_file(path / "config.json");
    config_file << to_json(config);
    progress_.open(path / "progress.csv");
    progress_ << csv_header() << std::flush;
    if (!config_file.flush() || !progress_) {
        progress_.close();
        config_file.close();
        fs::remove(path / "config.json", error);
        fs::remove(path / "progress.csv", error);
        throw ConfigError(fmt::format("--out {}: it cannot be written; name a directory that can", path.string()));
    }
    made.keep();
}

void RunDirectory::append(const Progress& progress) {
    if (!(progress_ << csv_row(progress) << std::flush))
        throw std::runtime_error(fmt::format("{}: cannot be written", (path_ / "progress.csv").string()));
}

void RunDirectory::save(const nn::SafeTensors& checkpoint) {
    nn::save_safetensors(path_ / "checkpoint.safetensors", checkpoint);
}

TrainConfig load_config(const fs::path& path) {
    std::ifstream in(path / "config.json");
    if (!in) throw ConfigError(fmt::format("{}: no run there; a run is a directory with a config.json", path.string()));
    try {
        return config_from_json({std::istreambuf_iterator<char>(in), {}});
    } catch (const ConfigError& e) {
        throw std::runtime_error(fmt::format("{}: {}", (path / "config.json").string(), e.what()));
    }
}

nn::SafeTensors load_checkpoint(const fs::path& path) { return nn::load_safetensors(path / "checkpoint.safetensors"); }

fs::path fresh_run_path(const TrainConfig& config) {
    const fs::path base = fs::path("runs") / fmt::format("{}-{}-seed{}", config.algorithm, config.env, config.seed);
    fs::path path = base;
    std::error_code error;  // a folder that cannot be read is RunDirectory's to refuse
    for (int k = 2; fs::exists(path, error); ++k) path = fmt::format("{}-{}", base.string(), k);
    return path;
}

}  // namespace rl
