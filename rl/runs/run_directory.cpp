#include "rl/runs/run_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "rl/runs/checkpoint.hpp"

namespace surefoot::rl {

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

constexpr std::uint64_t largest_config = 1 << 16, largest_progress = std::uint64_t{1} << 40;

const char* name(Which which) {
    return which == Which::last ? "checkpoint.safetensors" : "checkpoint.previous.safetensors";
}

ConfigError no_run(const fs::path& path) {
    return ConfigError(fmt::format("{}: no run there; a run is a directory with a config.json", path.string()));
}

// Nothing, or what is left of a run that was cut off before it began.
bool is_free(const fs::path& path, std::error_code& error) {
    if (!fs::is_directory(path, error)) return false;
    for (const auto& entry : fs::directory_iterator(path, error)) {
        const fs::path name = entry.path().filename();
        // Another run may be adding to it just now
        const bool begun = name == "progress.csv" && entry.file_size(error) <= csv_header().size() &&
                           csv_header().starts_with(nn::read_file(entry.path(), largest_progress));
        if (name != "config.json.part" && !begun) return false;
    }
    return !error;
}

void save_config(const fs::path& path, const TrainConfig& config) {
    nn::replace_file(path / "config.json", to_json(config));
}

std::string read_table(const fs::path& path) {
    const fs::path file = path / "progress.csv";
    return fs::exists(file) ? nn::read_file(file, largest_progress) : "";
}

}  // namespace

RunDirectory RunDirectory::make(const fs::path& path, const TrainConfig& config) {
    const auto refused = [&path](const std::string& why) {
        return ConfigError(fmt::format("--out {}: {}", path.string(), why));
    };
    constexpr const char* in_use = "it exists and is not an empty directory; name a new one";
    std::error_code error;
    if (fs::exists(path, error) && !is_free(path, error)) throw refused(in_use);
    MadeDirectory made(path, error);
    if (error) throw refused(fmt::format("it cannot be made ({}); name one that can", error.message()));
    const auto taken = [&] {
        try {
            return nn::GrowingFile(path / "progress.csv");  // of those that begin here at once, one gets it
        } catch (const std::runtime_error& e) { throw refused(std::string(e.what()) + "; name another directory"); }
    };
    nn::GrowingFile progress = taken();
    if (!is_free(path, error)) throw refused(in_use);  // somebody was faster, and is through already
    try {
        save_config(path, config);
        progress.cut(0);
        progress.append(csv_header());
        progress.flush();
    } catch (const std::runtime_error& e) {
        for (const char* name : {"config.json", "progress.csv"}) fs::remove(path / name, error);
        throw refused(fmt::format("{}; name a directory that can", e.what()));
    }
    made.keep();
    return {path, std::move(progress)};
}

RunDirectory RunDirectory::open(const fs::path& path) {
    if (runs_in(path) != std::vector{path}) throw no_run(path);
    return {path, nn::GrowingFile(path / "progress.csv")};
}

RunDirectory::Kept RunDirectory::go_on(const TrainConfig& config, std::int64_t iteration, Which which) {
    const std::string text = read_table(path_);
    ProgressTable table = parse_progress(text);
    Kept kept;
    if (!table.damage.empty()) {
        const fs::path aside = fresh_path(path_ / "progress.csv.damaged");
        nn::replace_file(aside, text);
        kept.lost =
            fmt::format("progress.csv is damaged ({}) and kept as {}; ", table.damage, aside.filename().string());
    }
    const std::uint64_t keep = table.bytes_until(iteration);
    table.rows.resize(table.rows_until(iteration));
    kept.rows = std::move(table.rows);
    if (const std::int64_t last = kept.rows.empty() ? 0 : kept.rows.back().iteration; last < iteration)
        kept.lost += fmt::format("the rows of iterations {} to {} are lost; the agent is not", last + 1, iteration);
    else if (!kept.lost.empty())
        kept.lost += "no row up to the checkpoint is lost";
    std::error_code error;
    const bool says = fs::exists(path_ / "config.json", error) &&
                      nn::read_file(path_ / "config.json", largest_config) == to_json(config);
    if (!says) save_config(path_, config);
    if (which == Which::previous) nn::keep_copy(path_ / name(Which::previous), path_ / name(Which::last));
    progress_.cut(keep);
    if (keep == 0) progress_.append(csv_header());
    return kept;
}

RunDirectory::RunDirectory(const fs::path& path, nn::GrowingFile progress)
    : path_(path), progress_(std::move(progress)) {}

void RunDirectory::append(const Progress& progress) { progress_.append(csv_row(progress)); }

// #region save
void RunDirectory::save(const nn::SafeTensors& checkpoint) {
    progress_.flush();  // the rows first, for without them the curve has a gap
    nn::keep_copy(path_ / name(Which::last), path_ / name(Which::previous));
    nn::save_safetensors(path_ / name(Which::last), checkpoint);
}
// #endregion save

TrainConfig load_config(const fs::path& path) {
    std::error_code error;
    const fs::path file = path / "config.json";
    if (!fs::exists(file, error)) {
        if (has_checkpoint(path)) try {
                return config_of(load_checkpoint(path));
            } catch (const std::runtime_error&) {
                if (!has_checkpoint(path, Which::previous)) throw;
            }
        if (has_checkpoint(path, Which::previous)) return config_of(load_checkpoint(path, Which::previous));
        throw no_run(path);
    }
    const std::string text = nn::read_file(file, largest_config);
    try {
        return config_from_json(text);
    } catch (const ConfigError& e) {
        const char* remedy = has_checkpoint(path) ? "; without this file the checkpoint's configuration is taken" : "";
        throw ConfigError(fmt::format("{}: {}{}", file.string(), e.what(), remedy));
    }
}

ProgressTable load_progress(const fs::path& path) {
    ProgressTable table = parse_progress(read_table(path));
    if (!table.damage.empty())
        throw std::runtime_error(fmt::format("{}: {}", (path / "progress.csv").string(), table.damage));
    return table;
}

nn::SafeTensors load_checkpoint(const fs::path& path, Which which) {
    if (!has_checkpoint(path, which)) {
        if (which == Which::last && has_checkpoint(path, Which::previous))
            throw std::runtime_error(fmt::format("{}: it is gone; --previous takes the checkpoint before it",
                                                 (path / name(which)).string()));
        throw ConfigError(fmt::format("{}: the run has no {}checkpoint yet", path.string(),
                                      which == Which::previous ? "previous " : ""));
    }
    const fs::path file = path / name(which);
    try {
        nn::SafeTensors checkpoint = nn::load_safetensors(file);
        if (!checkpoint.metadata.contains("digest"))  // where there is one, it was found to fit
            throw std::runtime_error(fmt::format("{}: it has no digest", file.string()));
        return checkpoint;
    } catch (const std::runtime_error& e) {
        if (which == Which::previous || !has_checkpoint(path, Which::previous)) throw;
        throw std::runtime_error(fmt::format("{}; --previous takes the checkpoint before it", e.what()));
    }
}

bool has_checkpoint(const fs::path& path, Which which) {
    std::error_code error;
    return fs::exists(path / name(which), error);
}

std::vector<fs::path> runs_in(const fs::path& path) {
    const auto is_run = [](const fs::path& p) {
        std::error_code error;
        return fs::exists(p / "config.json", error) || has_checkpoint(p) || has_checkpoint(p, Which::previous);
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

}  // namespace surefoot::rl
