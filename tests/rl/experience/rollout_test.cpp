#include "rl/experience/rollout.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/rng.hpp"
#include "rl/experience/critic.hpp"
#include "rl/rungs/trpo.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(rollout)

namespace {

struct Setting {
    rl::VectorEnv envs;
    rl::NetworkPolicy policy;
    ad::Tensor theta;

    explicit Setting(int count, std::uint64_t seed = 1)
        : envs("CartPole-v1", count, seed),
          policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = {8}}}) {
        nn::Rng init(seed, "policy");
        theta = policy.layout().initial(init);
    }
    rl::Rollout collect(const rl::CollectConfig& config) { return rl::collect(envs, policy, theta, config); }
};

// Segments lie one behind the other over all rows.
void check_cover(const rl::Rollout& rollout) {
    int row = 0;
    for (const rl::Segment& s : rollout.segments) {
        BOOST_TEST(s.begin == row);
        BOOST_TEST(s.end > s.begin);
        row = s.end;
    }
    BOOST_TEST(row == rollout.size());
    BOOST_TEST(rollout.observations.shape()[0] == row);
    BOOST_TEST(rollout.actions.shape()[0] == row);
    BOOST_TEST(rollout.final_observations.shape()[0] == static_cast<int>(rollout.segments.size()));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_fixed_number_of_steps_in_each_environment) {
    Setting s(3);
    const rl::Rollout rollout = s.collect({.steps = 100});
    BOOST_TEST(rollout.size() == 102);  // 34 in each of the three
    check_cover(rollout);
    int cut = 0;
    for (const rl::Segment& segment : rollout.segments) cut += !segment.finished();
    BOOST_TEST(cut <= 3);
    BOOST_TEST(rollout.episodes.size() == rollout.segments.size() - static_cast<std::size_t>(cut));
}

// Twenty copies act in blocks, and what comes of it is as if they had all gone step by step.
BOOST_AUTO_TEST_CASE(blocks_of_copies_leave_no_trace) {
    std::optional<rl::Rollout> first;
    for (const int threads : {1, 3}) {
        nn::set_threads(threads);
        Setting s(20);
        const rl::Rollout rollout = s.collect({.steps = 20 * 100});
        nn::set_threads(1);
        check_cover(rollout);
        BOOST_TEST(rollout.size() == 20 * 100);
        // Episodes in the order in which they finished: by the step, then by the copy
        std::vector<std::array<int, 3>> finished;  // step, copy, length
        for (const rl::Segment& segment : rollout.segments)
            if (segment.finished())
                finished.push_back({(segment.end - 1) % 100, (segment.end - 1) / 100, segment.end - segment.begin});
        std::sort(finished.begin(), finished.end());
        BOOST_TEST_REQUIRE(rollout.episodes.size() == finished.size());
        for (std::size_t i = 0; i < finished.size(); ++i) BOOST_TEST(rollout.episodes[i].length == finished[i][2]);

        if (!first) first = rollout;
        BOOST_TEST((same_bits(rollout.observations, first->observations) &&
                    same_bits(rollout.actions, first->actions) && rollout.rewards == first->rewards));
    }
    // One copy by itself does what it did among twenty
    Setting alone(1);
    const rl::Rollout rollout = alone.collect({.steps = 100});
    BOOST_TEST(same_bits(rollout.observations, first->observations.rows(0, 100)));
}

namespace {

// An environment that shows nothing, or is told nothing.
struct Bandit : rl::Env {
    Bandit(int observed, rl::Space action)
        : Env({.id = "Bandit-v0",
               .observation = unbounded(observed),
               .action = std::move(action),
               .max_episode_steps = 5},
              1) {}
    void begin(std::span<double> physics, nn::Rng&) const override { physics[0] = 0; }
    Outcome advance(std::span<double>, std::span<const double> a, nn::Rng&) const override {
        return {a.empty() ? 0 : a[0], false};
    }
    void observe(std::span<const double>, std::span<double> o) const override {
        for (double& v : o) v = 0;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_environment_without_observations_or_action_components_can_be_learnt_in) {
    for (const bool blind : {true, false}) {
        const rl::Space space = blind ? rl::Space(rl::Discrete{3}) : rl::Space(rl::Box{});
        rl::VectorEnv envs([&] { return std::make_unique<Bandit>(blind ? 0 : 2, space); }, 2, 1);
        nn::Normalizer normalizer(envs.spec().observation.size());
        const rl::NetworkPolicy policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = {8}}});
        rl::Critic critic(envs.spec().observation, {.network = {.hidden = {8}}}, 1);
        nn::Rng init(1, "policy");
        ad::Tensor theta = policy.layout().initial(init);
        const rl::Rollout rollout = rl::collect(envs, policy, theta, {.steps = 100});
        check_cover(rollout);
        BOOST_TEST(rollout.size() == 100);
        normalizer.see(rollout.raw_observations), normalizer.follow();
        const auto [batch, targets, explained] = critic.judge(rollout);
        const rl::TrpoStats stats = rl::trpo(policy, theta, batch, {});
        BOOST_TEST(stats.accepted == blind,
                   stats.reason);  // where there is nothing to choose, there is nothing to learn
        critic.learn(rollout.observations, targets);
    }
}

BOOST_AUTO_TEST_CASE(numbers_of_steps_that_cannot_be_are_refused) {
    Setting s(3);
    for (const std::int64_t steps :
         {std::int64_t{0}, std::int64_t{-7}, std::int64_t{1} << 31, std::numeric_limits<std::int64_t>::max()})
        BOOST_CHECK_THROW(s.collect({.steps = steps}), std::invalid_argument);
    BOOST_TEST(s.collect({.steps = 1}).size() == 3);
}

// The deviation of a sample of n has n − 1 below it; one episode has none, and equal ones deviate by nothing at all.
BOOST_AUTO_TEST_CASE(a_summary_of_episodes) {
    const std::vector<rl::Episode> two{{1, 10}, {4, 20}}, equal(7, rl::Episode{0.1, 3}), one{{5, 2}};
    const rl::EpisodeSummary s = rl::summarize(two);
    BOOST_TEST(s.return_mean == 2.5);
    BOOST_TEST(std::abs(s.return_std - std::sqrt(4.5)) < 1e-12);
    BOOST_TEST(s.length_mean == 15);
    BOOST_TEST(rl::summarize(equal).return_std == 0);
    BOOST_TEST(rl::summarize(equal).return_mean == 0.1);
    BOOST_TEST(std::isnan(rl::summarize(one).return_std));
    BOOST_TEST((std::isnan(rl::summarize({}).return_mean) && std::isnan(rl::summarize({}).return_std)));
}

// Each row's action, taken at its observation, leads to the next row's; and the one after a segment's last row is its
// final observation: of the old episode, never the first of the next.
BOOST_AUTO_TEST_CASE(rows_follow_from_each_other_by_the_dynamics) {
    Setting s(2);
    for (int round = 0; round < 2; ++round) {
        const rl::Rollout rollout = s.collect({.steps = 120});
        for (std::size_t k = 0; k < rollout.segments.size(); ++k) {
            const rl::Segment& segment = rollout.segments[k];
            for (int t = segment.begin; t < segment.end; ++t) {
                const auto env = rl::make_env("CartPole-v1");
                std::vector<double> physics;
                for (int j = 0; j < 4; ++j) physics.push_back(rollout.observations.at(t, j));
                physics.push_back(0);
                env->restore({physics, {0, 0, 0, 0}, 0});
                const double action = rollout.actions.at(t, 0);
                const rl::Step step = take_step(*env, std::span(&action, 1));
                for (int j = 0; j < 4; ++j) {
                    const double next = t + 1 < segment.end ? rollout.observations.at(t + 1, j)
                                                            : rollout.final_observations.at(static_cast<int>(k), j);
                    BOOST_TEST(std::abs(env->observation()[static_cast<std::size_t>(j)] - next) < 1e-6);
                }
                BOOST_TEST(step.terminated == (t + 1 == segment.end && segment.terminated));
            }
        }
    }
}

// An episode that a batch's end cuts goes on in the next batch, and its return counts all of it.
BOOST_AUTO_TEST_CASE(a_cut_episode_goes_on_in_the_next_batch) {
    Setting s(1);
    const rl::Rollout first = s.collect({.steps = 5});
    BOOST_TEST((first.segments.size() == 1u && !first.segments[0].finished()));
    const rl::Rollout second = s.collect({.steps = 500});
    BOOST_TEST(same_bits(first.final_observations, second.observations.rows(0, 1)));
    BOOST_TEST(second.episodes[0].length == 5 + second.segments[0].end);
}

BOOST_AUTO_TEST_CASE(whole_episodes_are_never_cut) {
    Setting s(3);
    s.collect({.steps = 10});  // leaves episodes under way, which must not leak into the next batch
    const rl::Rollout rollout = s.collect({.steps = 200, .whole_episodes = true});
    check_cover(rollout);
    BOOST_TEST(rollout.size() >= 200);
    BOOST_TEST(rollout.episodes.size() == rollout.segments.size());
    for (const rl::Segment& segment : rollout.segments) {
        BOOST_TEST(segment.finished());
        for (int j = 0; j < 4; ++j) BOOST_TEST(std::abs(rollout.observations.at(segment.begin, j)) <= 0.05);
    }
}

// Each copy acts by a stream of its own, so that what happens in it does not depend on who is beside it.
BOOST_AUTO_TEST_CASE(no_copy_draws_from_the_noise_of_another) {
    Setting one(1), three(3);
    const rl::Rollout alone = one.collect({.steps = 30}), beside = three.collect({.steps = 90});
    BOOST_TEST(same_bits(alone.actions, beside.actions.rows(0, 30)));
    BOOST_TEST(!same_bits(beside.actions.rows(0, 30), beside.actions.rows(30, 60)));

    three.collect({.steps = 90, .whole_episodes = true});  // a copy that waits for the others draws nothing
    std::uint64_t drawn = 0;
    for (int i = 0; i < 3; ++i) drawn += three.envs.noise(i).position();
    Setting again(3);
    const int steps = again.collect({.steps = 90}).size() + again.collect({.steps = 90, .whole_episodes = true}).size();
    BOOST_TEST(drawn == static_cast<std::uint64_t>(steps));
}

// One episode in each copy, of different lengths: each has drawn once a step, from its own stream.
BOOST_AUTO_TEST_CASE(a_copy_draws_from_its_own_stream_when_others_have_stopped) {
    Setting s(5);
    const rl::Rollout rollout = s.collect({.steps = 1, .whole_episodes = true});
    BOOST_REQUIRE(rollout.segments.size() == 5u);
    for (int i = 0; i < 5; ++i) {
        const rl::Segment& episode = rollout.segments[static_cast<std::size_t>(i)];
        BOOST_TEST(s.envs.noise(i).position() == static_cast<std::uint64_t>(episode.end - episode.begin));
    }
}

// The policy sees them normalised, and the rollout has both.
BOOST_AUTO_TEST_CASE(a_normalizer_stands_between_the_environment_and_the_policy) {
    Setting plain(2), behind(2);
    nn::Normalizer normalizer(4);
    normalizer.see(ad::Tensor::of({2, 4}, {-1, -2, -1, -2, 3, 0, 1, 2})), normalizer.follow();
    const rl::Rollout without = plain.collect({.steps = 100});
    BOOST_TEST(same_bits(without.raw_observations, without.observations));
    const rl::Rollout rollout = rl::collect(behind.envs, behind.policy, behind.theta, {.steps = 100}, normalizer);
    BOOST_TEST(same_bits(rollout.observations, normalizer(rollout.raw_observations)));
    BOOST_TEST(!same_bits(rollout.observations, rollout.raw_observations));
    BOOST_TEST(same_bits(rollout.normalizer(rollout.raw_observations), rollout.observations));
    // A cut episode goes on from what was to be seen next.
    const rl::Rollout next = rl::collect(behind.envs, behind.policy, behind.theta, {.steps = 2}, normalizer);
    const int last = static_cast<int>(rollout.segments.size()) - 1;
    BOOST_TEST(same_bits(rollout.final_observations.rows(last, last + 1), next.observations.rows(1, 2)));
    // What it saw is what it acted on: at these weights there is no doubt what it does.
    const ad::Tensor sure = ad::Real{1000} * behind.theta;
    const rl::Rollout acted = rl::collect(behind.envs, behind.policy, sure, {.steps = 100}, normalizer);
    BOOST_TEST(same_bits(acted.actions, rl::mode(behind.policy(sure, acted.observations))));
    BOOST_TEST(!same_bits(acted.actions, rl::mode(behind.policy(sure, acted.raw_observations))));
}

BOOST_AUTO_TEST_CASE(a_summary_has_means_and_the_deviation) {
    const std::vector<rl::Episode> episodes{{1, 10}, {3, 20}, {8, 60}};
    const rl::EpisodeSummary now = rl::summarize(episodes);
    BOOST_TEST(now.return_mean == 4);
    BOOST_TEST(now.return_std == std::sqrt(13.0), boost::test_tools::tolerance(1e-12));
    BOOST_TEST(now.length_mean == 30);
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_in_an_environment_is_told) {
    for (const FaultyEnv::Fault& fault :
         {FaultyEnv::Fault{.observation = std::nan(""), .after = 20},
          FaultyEnv::Fault{.reward = std::nan(""), .after = 20}, FaultyEnv::Fault{.throws = true, .after = 20}}) {
        rl::VectorEnv envs([&] { return std::make_unique<FaultyEnv>(fault); }, 2, 1);
        const rl::NetworkPolicy policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = {4}}});
        nn::Rng rng(1, "policy");
        const ad::Tensor theta = policy.layout().initial(rng);
        BOOST_CHECK_NO_THROW(rl::collect(envs, policy, theta, {.steps = 30}));
        BOOST_CHECK_THROW(rl::collect(envs, policy, theta, {.steps = 30}), std::runtime_error);
    }
}

BOOST_AUTO_TEST_CASE(a_policy_that_is_not_finite_does_not_act) {
    Setting setting(2);
    setting.theta = ad::Tensor::full(setting.theta.shape(), std::numeric_limits<ad::Real>::max());
    BOOST_CHECK_THROW(setting.collect({.steps = 10}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
