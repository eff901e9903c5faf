// A game against what the authors' own did: every board, reward and end of every recorded step.
#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "nn/storage/file.hpp"
#include "rl/envs/minatar/minatar_env.hpp"
#include "tests/rl/fixtures.hpp"

// Which places of its boards have something.
inline std::vector<int> active(const rl::Env& env) {
    std::vector<int> places;
    for (std::size_t i = 0; i < env.observation().size(); ++i) {
        BOOST_REQUIRE((env.observation()[i] == 0 || env.observation()[i] == 1));
        if (env.observation()[i] == 1) places.push_back(static_cast<int>(i));
    }
    return places;
}

// `begin` begins an episode where the recording does; `actions` are ours by MinAtar's number, and what is not there is none.
inline void check_recorded(rl::MinatarEnv& env, const std::string& game, const std::map<int, double>& actions,
                           const std::function<void(const nlohmann::json& start)>& begin) {
    const auto file =
        nlohmann::json::parse(nn::read_file(SOURCE_ROOT "/tests/rl/data/minatar/" + game + ".json", 1 << 24));
    BOOST_TEST(env.spec().observation.shape == file.at("shape").get<std::vector<int>>());
    int steps = 0, rewards = 0, ends = 0;
    for (const auto& trajectory : file.at("trajectories")) {
        begin(trajectory.at("start"));
        BOOST_TEST(active(env) == trajectory.at("initial_active").get<std::vector<int>>());
        for (std::size_t t = 0; t < trajectory.at("actions").size(); ++t, ++steps) {
            const auto known = actions.find(trajectory.at("actions")[t].get<int>());
            const double action = known == actions.end() ? 0 : known->second;
            const rl::Step step = take_step(env, std::span(&action, 1));
            BOOST_REQUIRE(active(env) == trajectory.at("active")[t].get<std::vector<int>>());
            BOOST_REQUIRE(step.reward == trajectory.at("rewards")[t].get<double>());
            BOOST_REQUIRE(step.terminated == trajectory.at("terminated")[t].get<bool>());
            rewards += step.reward > 0, ends += step.terminated;
        }
    }
    BOOST_TEST((steps > 1000 && rewards > 50 && ends > 0));
}
