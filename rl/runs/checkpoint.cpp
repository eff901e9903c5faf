#include "rl/runs/checkpoint.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "nn/storage/archive.hpp"

namespace surefoot::rl {
namespace {

// Of what a checkpoint holds: to be changed with the names, types or meanings in it.
constexpr const char* version = "2";
constexpr const char* precision = sizeof(ad::Real) == 8 ? "double" : "float";

const std::string& metadata(const nn::SafeTensors& checkpoint, const std::string& key) {
    const auto found = checkpoint.metadata.find(key);
    if (found == checkpoint.metadata.end()) throw std::runtime_error(fmt::format("the checkpoint has no {}", key));
    return found->second;
}

void expect(const nn::SafeTensors& checkpoint, const char* key, const std::string& ours) {
    if (const std::string& its = metadata(checkpoint, key); its != ours)
        throw ConfigError(fmt::format("the checkpoint's {} is `{}`; this program's is `{}`", key, its, ours));
}

}  // namespace

nn::SafeTensors empty_checkpoint(const TrainConfig& config) {
    return {.metadata = {{"version", version}, {"precision", precision}, {"config", to_json(config)}}};
}

TrainConfig config_of(const nn::SafeTensors& checkpoint) { return config_from_json(metadata(checkpoint, "config")); }

std::int64_t steps_taken(const nn::SafeTensors& checkpoint) {
    auto archive = nn::Archive::restoring(checkpoint);
    std::int64_t steps = 0;
    archive.count("progress.env_steps", steps, std::numeric_limits<std::int64_t>::max());
    return steps;
}

void expect_own_version(const nn::SafeTensors& checkpoint) { expect(checkpoint, "version", version); }

void expect_checkpoint_of(const TrainConfig& config, const nn::SafeTensors& checkpoint) {
    expect_own_version(checkpoint);
    TrainConfig its = config_of(checkpoint);
    its.steps = config.steps;
    if (const std::string other = first_difference(its, config); !other.empty())
        throw ConfigError(fmt::format("the configuration is not the checkpoint's: {}", other));
}

void expect_own_precision(const nn::SafeTensors& checkpoint) { expect(checkpoint, "precision", precision); }

}  // namespace surefoot::rl
