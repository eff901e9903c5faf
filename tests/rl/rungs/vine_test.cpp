#include "rl/rungs/vine.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "nn/parallel/workers.hpp"
#include "rl/policies/masked_policy.hpp"
#include "rl/rungs/trpo.hpp"
#include "tests/rl/envs/corridor.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(vine)

namespace {

constexpr double rounding = 1e4 * double{std::numeric_limits<ad::Real>::epsilon()};  // of sums of some thirty rewards

const auto cartpole = [] { return rl::make_env("CartPole-v1"); };

struct Grown {
    CartPoleRollout s{200, {.snapshot_every = 1}};
    rl::Critic critic{s.envs.spec().observation, {.network = {.hidden = {8}}}, 1};
    rl::Vine grow(const rl::VineConfig& config) {
        return rl::grow_vine(cartpole, s.policy, s.theta, s.rollout, critic, config, 0.99, 1, 1);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(snapshots_are_the_states_that_the_steps_were_taken_in) {
    const CartPoleRollout s(60, {.snapshot_every = 7});
    std::vector<int> rows;  // of two environments with 30 steps each
    for (const rl::Snapshot& snapshot : s.rollout.snapshots) rows.push_back(snapshot.row);
    BOOST_TEST(rows == (std::vector<int>{0, 7, 14, 21, 28, 30, 37, 44, 51, 58}));
    for (const rl::Snapshot& snapshot : s.rollout.snapshots)
        for (int j = 0; j < 4; ++j)
            BOOST_TEST(static_cast<ad::Real>(snapshot.state.observation[static_cast<std::size_t>(j)]) ==
                       s.rollout.observations.at(snapshot.row, j));
}

// Each state has a row for each action, and what the policy does on average has no advantage over itself.
BOOST_AUTO_TEST_CASE(every_action_is_tried_and_advantages_are_centred_by_the_policy) {
    Grown g;
    const rl::Vine vine = g.grow({.states = 20, .length = 30});
    BOOST_TEST(vine.batch.size() == 40);
    BOOST_TEST((vine.steps > 40 && vine.steps <= 40 * 30));
    for (int i = 0; i < 40; i += 2) {
        BOOST_TEST((vine.batch.actions[i] == 0 && vine.batch.actions[i + 1] == 1));
        BOOST_TEST(same_bits(vine.batch.observations.rows(i, i + 1), vine.batch.observations.rows(i + 1, i + 2)));
        // the rows already hold π_old(a|s) Â, so they add up to nothing
        BOOST_TEST(std::abs(vine.batch.advantages[i] + vine.batch.advantages[i + 1]) <= rounding);
    }
}

// A branch of one step knows its Q̂ exactly: r + γ V(s'), and nothing behind a termination.
BOOST_AUTO_TEST_CASE(a_branch_of_one_step_is_the_reward_and_the_critic) {
    Grown g;
    const rl::Vine vine = g.grow({.states = 5, .length = 1});
    for (int j = 0; j < 5; ++j) {
        const auto& from = g.s.rollout.snapshots[static_cast<std::size_t>(j) * g.s.rollout.snapshots.size() / 5];
        double Q[2], p[2];
        const auto pi = g.s.policy(g.s.theta, g.s.rollout.observations.rows(from.row, from.row + 1));
        for (const int a : {0, 1}) {
            const auto env = rl::make_env("CartPole-v1");
            env->restore(from.state);
            const double action = a;
            const rl::Step step = take_step(*env, std::span(&action, 1));
            std::vector<ad::Real> seen(env->observation().begin(), env->observation().end());
            const double V = g.critic.value(Tensor::vector(seen).reshaped({1, 4}))[0];
            Q[a] = step.reward + (step.terminated ? 0 : 0.99 * V);
            p[a] = std::exp(double{rl::log_prob(pi, Tensor::full({1, 1}, static_cast<ad::Real>(a))).value()[0]});
        }
        const double mean = p[0] * Q[0] + p[1] * Q[1];
        for (const int a : {0, 1})
            BOOST_TEST(std::abs(vine.batch.advantages[2 * j + a] - 2 * p[a] * (Q[a] - mean)) < rounding);
    }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_branches_with_any_number_of_threads) {
    rl::Vine first{};
    for (const int threads : {1, 3}) {
        nn::set_threads(threads);
        Grown g;
        const rl::Vine vine = g.grow({.states = 20, .length = 50});
        if (threads == 1) first = vine;
        BOOST_TEST(same_bits(vine.batch.observations, first.batch.observations));
        BOOST_TEST(same_bits(vine.batch.actions, first.batch.actions));
        BOOST_TEST(same_bits(vine.batch.advantages, first.batch.advantages));
        BOOST_TEST(vine.steps == first.steps);
    }
    nn::set_threads(1);
}

BOOST_AUTO_TEST_CASE(trpo_takes_its_batch) {
    Grown g;
    const rl::TrpoStats stats = rl::trpo(g.s.policy, g.s.theta, g.grow({.states = 50, .length = 50}).batch, {});
    BOOST_TEST((stats.accepted && stats.kl <= 0.01 && stats.surrogate_gain > 0));
}

// Only what the mask allows is tried. A state's advantages are weighted so that the mean over all rows is the mean over states
// of the sum over actions, however many each of them has.
BOOST_AUTO_TEST_CASE(what_is_masked_is_not_tried) {
    const rl::MaskedPolicy policy(std::make_unique<rl::NetworkPolicy>(unbounded(4), rl::Discrete{3}), 3);
    nn::Rng rng(1, "policy");
    const Tensor theta = random_tensor({policy.layout().size()}, rng, 0.3);
    const rl::Critic critic(unbounded(4), {.network = {.hidden = {}}}, 1);
    Corridor corridor(rl::Discrete{3});
    rl::Rollout trunk;
    ad::pool::vector<Tensor> seen;
    for (const int place : {4, 2}) {
        corridor.begin_at(std::vector<double>{double(place)});
        trunk.snapshots.push_back({static_cast<int>(seen.size()), corridor.state()});
        const ad::pool::vector<ad::Real> row(corridor.observation().begin(), corridor.observation().end());
        seen.push_back(Tensor::vector(row).reshaped({1, 4}));
    }
    trunk.observations = ad::concatenate(seen, 0);
    const rl::Vine vine = rl::grow_vine([] { return std::make_unique<Corridor>(rl::Discrete{3}); }, policy, theta,
                                        trunk, critic, {.states = 2, .length = 1}, 0.9, 1, 1);
    BOOST_TEST(same_bits(vine.batch.actions, Tensor::of({5, 1}, {0, 1, 0, 1, 2})));
    for (int row = 0, state = 0; state < 2; ++state) {
        double Q[3], p[3], V = 0;
        const int count = state == 0 ? 2 : 3;
        for (int a = 0; a < count; ++a) {
            corridor.restore(trunk.snapshots[static_cast<std::size_t>(state)].state);
            const rl::Step step = take_step(corridor, std::vector<double>{double(a)});
            const ad::pool::vector<ad::Real> next(corridor.observation().begin(), corridor.observation().end());
            Q[a] = step.reward + 0.9 * critic.value(Tensor::vector(next).reshaped({1, 4}))[0];
            p[a] = std::exp(double{
                rl::log_prob(policy(theta, seen[static_cast<std::size_t>(state)]), Tensor::full({1, 1}, ad::Real(a)))
                    .value()[0]});
            V += p[a] * Q[a];
        }
        for (int a = 0; a < count; ++a, ++row)
            BOOST_TEST(std::abs(vine.batch.advantages[row] - 2.5 * p[a] * (Q[a] - V)) < rounding * 100);
    }
}

// Of several choices at a time there are too many combinations: some are drawn, as of a box.
BOOST_AUTO_TEST_CASE(of_several_choices_some_are_drawn) {
    const rl::NetworkPolicy policy(unbounded(1), rl::MultiDiscrete{{3, 2}}, {.network = {.hidden = {}}});
    const Tensor theta = Tensor::zeros({policy.layout().size()});
    const rl::Critic critic(unbounded(1), {.network = {.hidden = {}}}, 1);
    const auto make = [] { return std::make_unique<Corridor>(rl::MultiDiscrete{{3, 2}}, false); };
    Corridor corridor(rl::MultiDiscrete{{3, 2}}, false);
    corridor.begin_at(std::vector<double>{4});
    rl::Rollout trunk;
    trunk.observations = Tensor::full({1, 1}, ad::Real(corridor.observation()[0]));
    trunk.snapshots.push_back({0, corridor.state()});
    const rl::Vine vine =
        rl::grow_vine(make, policy, theta, trunk, critic, {.states = 1, .actions = 6, .length = 3}, 0.9, 1, 1);
    BOOST_TEST((vine.batch.actions.shape() == ad::Shape{6, 2}));
    double sum = 0;
    for (int k = 0; k < 6; ++k) sum += double{vine.batch.advantages[k]};
    BOOST_TEST(std::abs(sum) < 100 * rounding);  // each less the mean of the others
    BOOST_TEST(ad::max_norm(vine.batch.advantages) > 0.1);
}

// A point on a line that is pushed by its action, and earns where it is.
class Line : public rl::Env {
  public:
    Line() : Env({.id = "Line", .observation = unbounded(1), .action = unbounded(1), .max_episode_steps = 50}, 1) {}

  protected:
    void begin(std::span<double> physics, nn::Rng& rng) const override { physics[0] = rng.uniform(-1, 1); }
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override {
        physics[0] += action[0];
        return {physics[0], false};
    }
    void observe(std::span<const double> physics, std::span<double> observation) const override {
        observation[0] = physics[0];
    }
};

// Where actions are drawn, each is judged against the mean of the others. The policy pushes alike wherever the point is, with
// the same random numbers in all branches of a state, and the critic is linear: so what a branch's first action a is worth
// above another's is a (1 + γ + … + γᴸ⁻¹ + γᴸ w), w the critic's slope, whatever the noise. L is the branch's length, or what
// the clock leaves of it: the critic goes on behind either end.
BOOST_AUTO_TEST_CASE(drawn_actions_are_judged_against_the_other_branches) {
    const rl::NetworkPolicy policy(unbounded(1), unbounded(1), {.network = {.hidden = {}}});
    const Tensor theta = Tensor::zeros({policy.layout().size()});  // mean 0, deviation 1
    const rl::Critic critic(unbounded(1), {.network = {.hidden = {}}}, 1);
    const double slope = critic.value(Tensor::full({1, 1}, 1))[0] - critic.value(Tensor::zeros({1, 1}))[0];
    const auto make = [] { return std::make_unique<Line>(); };
    struct Case {
        int length, taken, L;
    };
    for (const auto& [length, taken, L] : {Case{1, 3, 1}, {5, 3, 5}, {5, 48, 2}}) {
        rl::Rollout trunk;
        trunk.observations = Tensor::of({2, 1}, {0.5, -0.25});
        for (const int row : {0, 1})
            trunk.snapshots.push_back({row, {{trunk.observations[row]}, {trunk.observations[row]}, taken}});
        const auto grow = [&, length = length](int iteration) {
            return rl::grow_vine(make, policy, theta, trunk, critic, {.states = 2, .actions = 3, .length = length}, 0.9,
                                 1, static_cast<std::uint64_t>(iteration));
        };
        const rl::Vine vine = grow(1);
        BOOST_REQUIRE(vine.batch.size() == 6);
        BOOST_TEST(vine.steps == 6 * L);
        double worth = std::pow(0.9, L) * slope;
        for (int t = 0; t < L; ++t) worth += std::pow(0.9, t);
        for (const int state : {0, 1}) {
            const auto a = [&](int k) { return double{vine.batch.actions[3 * state + k % 3]}; };
            for (const int k : {0, 1, 2})
                BOOST_TEST(std::abs(vine.batch.advantages[3 * state + k] - worth * (a(k) - (a(k + 1) + a(k + 2)) / 2)) <
                           rounding);
        }
        BOOST_TEST(vine.batch.actions[0] != vine.batch.actions[1]);
        BOOST_TEST(vine.batch.actions[0] != vine.batch.actions[3]);
        BOOST_TEST(vine.batch.actions[0] != grow(2).batch.actions[0]);
    }
}

// An environment with luck of its own: all branches of a state have the same, which cancels in their differences; another
// state has another, and so has another iteration.
BOOST_AUTO_TEST_CASE(branches_of_a_state_share_the_luck_of_their_environment) {
    struct Lucky : rl::Env {
        explicit Lucky(bool counts)
            : Env({.id = "Lucky", .observation = unbounded(1), .action = unbounded(1), .max_episode_steps = 50}, 1),
              counts(counts) {}
        void begin(std::span<double> physics, nn::Rng&) const override { physics[0] = 0; }
        Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng& rng) const override {
            const double luck = counts ? rng.uniform(1, 2) : 1;
            physics[0] = action[0];
            return {luck * action[0], false};
        }
        void observe(std::span<const double> physics, std::span<double> observation) const override {
            observation[0] = physics[0];
        }
        bool counts;
    };
    const rl::NetworkPolicy policy(unbounded(1), unbounded(1), {.network = {.hidden = {}}});
    const Tensor theta = Tensor::zeros({policy.layout().size()});
    const rl::Critic critic(unbounded(1), {.network = {.hidden = {}}}, 1);
    rl::Rollout trunk;
    trunk.observations = Tensor::zeros({2, 1});
    for (const int row : {0, 1}) trunk.snapshots.push_back({row, {{0}, {0}, 3}});
    const auto grow = [&](bool lucky, int iteration, int length) {
        return rl::grow_vine([lucky] { return std::make_unique<Lucky>(lucky); }, policy, theta, trunk, critic,
                             {.states = 2, .actions = 3, .length = length}, 0.9, 1,
                             static_cast<std::uint64_t>(iteration));
    };
    // Of branches of one step, what a state's luck was, by each of its actions: with luck l and the critic's slope w,
    // an action is worth l + 0.9 w times as much as it is above the others.
    const auto luck = [&](int state, int iteration) {
        const rl::Vine with = grow(true, iteration, 1), without = grow(false, iteration, 1);
        BOOST_TEST(same_bits(with.batch.actions, without.batch.actions));
        double first = 0;
        for (const int k : {0, 1, 2}) {
            const auto a = [&](int j) { return double{with.batch.actions[3 * state + j % 3]}; };
            const double above = a(k) - (a(k + 1) + a(k + 2)) / 2;
            const int row = 3 * state + k;
            const double l = 1 + (double{with.batch.advantages[row]} - double{without.batch.advantages[row]}) / above;
            if (k == 0) first = l;
            BOOST_TEST(std::abs(l - first) < 10 * rounding);
        }
        BOOST_TEST((first > 1 && first < 2));
        return first;
    };
    BOOST_TEST(std::abs(luck(0, 1) - luck(1, 1)) > 0.01);
    BOOST_TEST(std::abs(luck(0, 1) - luck(0, 2)) > 0.01);
    // Further along the luck is that of the step, and the policy acts as it would without.
    const rl::Vine with = grow(true, 1, 5), again = grow(true, 1, 5);
    BOOST_TEST(same_bits(with.batch.advantages, again.batch.advantages));
    for (const int k :
         {0, 3}) {  // every later step is the same in all branches: only the first action tells them apart
        const auto a = [&](int j) { return double{with.batch.actions[k + j % 3]}; };
        const double l = double{with.batch.advantages[k]} / (a(0) - (a(1) + a(2)) / 2);
        BOOST_TEST(std::abs(l - luck(k / 3, 1)) < 10 * rounding);
    }
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_branches_are_refused) {
    Grown g;
    BOOST_CHECK_THROW(g.grow({.states = 0}), std::invalid_argument);
    BOOST_CHECK_THROW(g.grow({.actions = 1}), std::invalid_argument);
    BOOST_CHECK_THROW(g.grow({.length = 0}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_trunk_without_snapshots_is_refused) {
    CartPoleRollout s(50);
    const rl::Critic critic(s.envs.spec().observation, {.network = {.hidden = {8}}}, 1);
    BOOST_CHECK_THROW(rl::grow_vine(cartpole, s.policy, s.theta, s.rollout, critic, {}, 0.99, 1, 1),
                      std::invalid_argument);
}

namespace {

// A policy with a normalizer inside.
struct Behind : rl::Policy {
    Behind(const rl::Policy& inner, const nn::Normalizer& normalizer) : inner(inner), normalizer(normalizer) {
        layout_ = inner.layout();
    }
    rl::Distribution operator()(const ad::Var& theta, const ad::Tensor& observations) const override {
        return inner(theta, normalizer(observations));
    }
    const rl::Policy& inner;
    nn::Normalizer normalizer;
};

}  // namespace

// Branches that all end by themselves, so that the critic has no say.
BOOST_AUTO_TEST_CASE(branches_see_what_the_trunk_saw) {
    rl::VectorEnv envs("CartPole-v1", 2, 3);
    const rl::NetworkPolicy policy(envs.spec().observation, envs.spec().action, {.network = {.hidden = {8}}});
    nn::Rng init(1, "policy");
    const ad::Tensor theta = ad::Real{30} * policy.layout().initial(init);
    const rl::Critic critic(envs.spec().observation, {}, 1);
    nn::Normalizer normalizer(4);
    normalizer.see(ad::Tensor::of({2, 4}, {-0.1, -2, 0.3, -2, 0.3, 0, 0.1, 0.2})), normalizer.follow();
    const rl::Rollout trunk = rl::collect(envs, policy, theta, {.steps = 60, .snapshot_every = 1}, normalizer);
    rl::Rollout raw = trunk;
    raw.observations = trunk.raw_observations, raw.normalizer = {};
    const auto make = [] { return rl::make_env("CartPole-v1"); };
    const auto grown = [&](const rl::Policy& pi, const rl::Rollout& from) {
        return rl::grow_vine(make, pi, theta, from, critic, {.states = 20, .length = 500}, 0.99, 1, 1);
    };
    const rl::Vine a = grown(policy, trunk), b = grown(Behind(policy, normalizer), raw);
    BOOST_TEST(same_bits(a.batch.advantages, b.batch.advantages));
    BOOST_TEST(a.steps == b.steps);
}

BOOST_AUTO_TEST_SUITE_END()
