#include "rl/run_directory.hpp"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>
#include <system_error>

namespace rl {

namespace fs = std::filesystem;

RunDirectory::RunDirectory(const fs::path& path, const TrainConfig& config) : path_(path) {
    std::error_code error;
    if (fs::exists(path, error) && !(fs::is_directory(path, error) && fs::is_empty(path, error)))
        throw ConfigError(
            fmt::format("--out {}: it exists and is not an empty directory; name a new one", path.string()));
    const bool made = fs::create_directories(path, error);
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
        if (made) fs::remove(path, error);
        throw ConfigError(fmt::format("--out {}: it cannot be written; name a directory that can", path.string()));
    }
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
    for (int k = 2; fs::exists(path); ++k) path = fmt::format("{}-{}", base.string(), k);
    return path;
}

}  // namespace rl
