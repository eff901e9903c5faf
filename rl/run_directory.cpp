#include "rl/run_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>
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
    void keep() {
        for (const fs::path& p : made_) nn::flush_folder(p.parent_path());
        made_.clear();
    }

  private:
    std::vector<fs::path> made_;
};

constexpr std::uint64_t largest_config = 1 << 16, largest_progress = 1 << 30;

const char* name(Which which) {
    return which == Which::last ? "checkpoint.safetensors" : "checkpoint.previous.safetensors";
}

ConfigError no_run(const fs::path& path) {
    return ConfigError(fmt::format("{}: no run there; a run is a directory with a config.json", path.string()));
}

// Nothing, or what is left of a run that was cut off before it began.
bool is_free(const fs::path& path, std::error_code& error) {
    if (!fs::is_directory(path, error)) return false;
    for (const auto& entry : fs::directory_iterator(path, error))
        if (entry.path().filename() != "config.json.part") return false;
    return !error;
}

}  // namespace

RunDirectory RunDirectory::make(const fs::path& path, const TrainConfig& config) {
    std::error_code error;
    if (fs::exists(path, error) && !is_free(path, error))
        throw ConfigError(
            fmt::format("--out {}: it exists and is not an empty directory; name a new one", path.string()));
    MadeDirectory made(path, error);
    if (error)
        throw ConfigError(
            fmt::format("--out {}: it cannot be made ({}); name one that can", path.string(), error.message()));
    try {
        save_config(path, config);
        RunDirectory run = reopen(path, 0);
        made.keep();
        return run;
    } catch (const std::runtime_error& e) {
        for (const char* name : {"config.json", "progress.csv"}) fs::remove(path / name, error);
        throw ConfigError(fmt::format("--out {}: {}; name a directory that can", path.string(), e.what()));
    }
}

RunDirectory RunDirectory::reopen(const fs::path& path, int iteration) {
    const ProgressTable table = load_progress(path);
    if (table.rows.size() < static_cast<std::size_t>(iteration))
        throw std::runtime_error(fmt::format("{}: it ends after iteration {}, before the checkpoint's, {}",
                                             (path / "progress.csv").string(), table.rows.size(), iteration));
    nn::GrowingFile progress(path / "progress.csv",
                             iteration > 0 ? table.ends[static_cast<std::size_t>(iteration)] : 0);
    if (iteration == 0) progress.append(csv_header());
    return {path, std::move(progress)};
}

RunDirectory::RunDirectory(const fs::path& path, nn::GrowingFile progress)
    : path_(path), progress_(std::move(progress)) {}

void RunDirectory::append(const Progress& progress) { progress_.append(csv_row(progress)); }

// #region save
void RunDirectory::save(const nn::SafeTensors& checkpoint) {
    progress_.flush();  // the rows first: a checkpoint whose rows are missing could not go on
    nn::keep_copy(path_ / name(Which::last), path_ / name(Which::previous));
    nn::save_safetensors(path_ / name(Which::last), checkpoint);
}
// #endregion save

void save_config(const fs::path& path, const TrainConfig& config) {
    nn::replace_file(path / "config.json", to_json(config));
}

TrainConfig load_config(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path / "config.json", error)) throw no_run(path);
    const std::string text = nn::read_file(path / "config.json", largest_config);
    try {
        return config_from_json(text);
    } catch (const ConfigError& e) {
        throw ConfigError(fmt::format("{}: {}", (path / "config.json").string(), e.what()));
    }
}

ProgressTable load_progress(const fs::path& path) {
    const fs::path file = path / "progress.csv";
    const std::string text = fs::exists(file) ? nn::read_file(file, largest_progress) : "";
    // A header that was cut off is one that is still to be written.
    if (csv_header().starts_with(text)) return parse_progress(csv_header());
    try {
        return parse_progress(text);
    } catch (const std::runtime_error& e) { throw std::runtime_error(fmt::format("{}: {}", file.string(), e.what())); }
}

nn::SafeTensors load_checkpoint(const fs::path& path, Which which) {
    const fs::path file = path / name(which);
    nn::SafeTensors checkpoint = nn::load_safetensors(file);
    if (!checkpoint.metadata.contains("digest"))  // where there is one, it was found to fit
        throw std::runtime_error(fmt::format("{}: it has no digest", file.string()));
    return checkpoint;
}

bool has_checkpoint(const fs::path& path, Which which) { return fs::exists(path / name(which)); }

std::vector<fs::path> runs_in(const fs::path& path) {
    const auto is_run = [](const fs::path& p) {
        std::error_code error;
        return fs::exists(p / "config.json", error);
    };
    if (is_run(path)) return {path};
    std::vector<fs::path> runs;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(path, error))
        if (is_run(entry.path())) runs.push_back(entry.path());
    if (runs.empty()) throw no_run(path);
    std::sort(runs.begin(), runs.end(), [](const fs::path& a, const fs::path& b) {
        const std::string x = a.string(), y = b.string();  // seed2 comes before seed10
        return x.size() != y.size() ? x.size() < y.size() : x < y;
    });
    return runs;
}

fs::path fresh_path(const fs::path& path) {
    fs::path fresh = path;
    std::error_code error;  // a folder that cannot be read is RunDirectory's to refuse
    for (int k = 2; fs::exists(fresh, error); ++k) fresh = fmt::format("{}-{}", path.string(), k);
    return fresh;
}

}  // namespace rl
