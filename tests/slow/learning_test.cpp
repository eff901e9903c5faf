// What a user is told that the algorithms do: CartPole-v1 solved, a mean return of 475 over 100 episodes, on each of ten seeds.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <optional>

#include "rl/trainer.hpp"

BOOST_AUTO_TEST_SUITE(learning)

namespace {

// Environment steps until the mean return of the last 100 episodes is 475; nothing if it is not within `limit`.
std::optional<long> steps_to_475(const std::string& algorithm, std::uint64_t seed, int limit) {
    rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
    config.seed = seed;
    config.steps = limit;
    rl::Trainer trainer(config);
    while (!trainer.done())
        if (const rl::Progress& p = trainer.iterate(); p.return_mean_100 && *p.return_mean_100 >= 475)
            return p.env_steps;
    return {};
}

std::vector<long> ten_seeds(const std::string& algorithm, int limit) {
    std::vector<long> steps;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const std::optional<long> reached = steps_to_475(algorithm, seed, limit);
        BOOST_TEST(reached.has_value(),
                   algorithm << " with seed " << seed << " did not reach 475 in " << limit << " steps");
        steps.push_back(reached.value_or(limit));
    }
    std::sort(steps.begin(), steps.end());
    BOOST_TEST_MESSAGE(algorithm << ": median " << (steps[4] + steps[5]) / 2 << " steps, from " << steps.front()
                                 << " to " << steps.back());
    return steps;
}

}  // namespace

BOOST_AUTO_TEST_CASE(trpo_solves_cartpole_on_ten_seeds_in_the_median_within_66000_steps) {
    const std::vector<long> steps = ten_seeds("trpo", 200'000);
    BOOST_TEST((steps[4] + steps[5]) / 2 <= 66'000);
}

BOOST_AUTO_TEST_CASE(vpg_solves_cartpole_on_ten_seeds) { ten_seeds("vpg", 400'000); }

BOOST_AUTO_TEST_CASE(reinforce_solves_cartpole_on_ten_seeds) { ten_seeds("reinforce", 400'000); }

BOOST_AUTO_TEST_SUITE_END()
