// Small runs of every kind, and what of a run must be the same in another.
#pragma once

#include <string>
#include <vector>

#include "rl/runs/trainer.hpp"
#include "tests/rl/fixtures.hpp"

// The columns of seconds differ from run to run; all others must not.
inline std::string without_seconds(rl::Progress progress) {
    progress.seconds_rollout = progress.seconds_update = progress.seconds_total = 0;
    return rl::csv_row(progress);
}

// Every algorithm, and what else can be chosen of it.
inline std::vector<rl::TrainConfig> variants(std::uint64_t seed = 3) {
    std::vector<rl::TrainConfig> list;
    for (const std::string& algorithm : rl::algorithms()) list.push_back(small_run(algorithm, seed));
    const auto with = [&](const char* algorithm, const char* key, const char* value) {
        list.push_back(small_run(algorithm, seed));
        rl::set(list.back(), key, value);
    };
    for (const char* baseline : {"none", "optimal", "learned"}) with("reinforce", "baseline", baseline);
    with("vpg", "optimizer", "sgd");
    with("npg", "fvp_every", "3");
    with("trpo", "value_fit", "trust_region");
    with("trpo", "entropy_bonus", "0.1");
    for (const char* algorithm : {"reinforce", "trpo", "ppo"}) with(algorithm, "normalize_observations", "true");
    with("ppo", "normalize_returns", "true");
    with("trpo", "estimator", "vine");
    rl::set(list.back(), "vine_length", "20");
    rl::set(list.back(), "normalize_observations", "true");
    return list;
}
