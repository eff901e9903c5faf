#include "rl/envs/cartpole.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

BOOST_AUTO_TEST_SUITE(cartpole)

namespace {

nlohmann::json reference() {
    return nlohmann::json::parse(std::ifstream(SOURCE_ROOT "/tests/rl/data/CartPole-v1.json"));
}

double largest_difference(std::span<const double> a, const nlohmann::json& b) {
    double most = 0;
    for (std::size_t i = 0; i < b.size(); ++i) most = std::max(most, std::abs(a[i] - b[i].get<double>()));
    return most;
}

rl::EnvState at(const nlohmann::json& physics, double over, int steps) {
    auto values = physics.get<std::vector<double>>();
    values.push_back(over);
    return {values, {0, 0, 0, 0}, steps};
}

}  // namespace

// Gymnasium's own trajectories, some of which go on past the end of the episode: one whole rollout at a time.
BOOST_AUTO_TEST_CASE(trajectories_are_those_of_gymnasium) {
    int steps = 0;
    const nlohmann::json file = reference();
    for (const auto& t : file["trajectories"]) {
        rl::CartPole env;
        env.restore(at(t["initial_state"], 0, 0));
        for (std::size_t i = 0; i < t["actions"].size(); ++i, ++steps) {
            const double action = t["actions"][i].get<double>();
            const rl::Step step = env.step(std::span(&action, 1));
            BOOST_REQUIRE(largest_difference(env.state().physics, t["states"][i]) <= 1e-12);
            BOOST_REQUIRE(largest_difference(env.observation(), t["obs"][i]) <= 1e-12);
            BOOST_REQUIRE(step.reward == t["rewards"][i].get<double>());
            BOOST_REQUIRE(step.terminated == t["terminated"][i].get<bool>());
            BOOST_REQUIRE(step.truncated == t["truncated"][i].get<bool>());
        }
    }
    BOOST_TEST(steps > 500);
}

BOOST_AUTO_TEST_CASE(episodes_begin_near_the_middle_and_are_cut_at_500_steps) {
    rl::CartPole env;
    nn::Rng rng(1, "environment");
    env.reset(rng);
    for (const double v : env.observation()) BOOST_TEST(std::abs(v) <= 0.05);
    for (int step = 1; step <= 500; ++step) {  // it does not matter whether it falls
        const double action = step % 2;
        BOOST_TEST(env.step(std::span(&action, 1)).truncated == (step == 500));
    }
}

BOOST_AUTO_TEST_SUITE_END()
