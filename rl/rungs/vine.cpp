#include "rl/rungs/vine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "nn/parallel/parcel.hpp"
#include "nn/parallel/ranks.hpp"
#include "nn/parallel/workers.hpp"

namespace surefoot::rl {
namespace {

using ad::Real;
using ad::Tensor;

Tensor as_row(std::span<const double> values) {
    const ad::pool::vector<Real> row(values.begin(), values.end());
    return Tensor::vector(row).reshaped({1, static_cast<int>(row.size())});
}

// The actions tried from a state, one a row: all that can be taken, or some that the policy drew.
Tensor actions_to_try(const EnvSpec& spec, const EnvState& from, const Distribution& pi, int count, nn::Rng& rng) {
    ad::pool::vector<Tensor> rows;
    if (const auto* discrete = std::get_if<Discrete>(&spec.action)) {
        const auto mask = from.observation.end() - mask_size(spec);
        for (int a = 0; a < discrete->n; ++a)
            if (!spec.masked || mask[a] != 0) rows.push_back(Tensor::full({1, 1}, static_cast<Real>(a)));
    } else
        for (int k = 0; k < count; ++k) rows.push_back(sample(pi, rng));
    return ad::concatenate(rows, 0);
}

struct Branch {
    double Q;
    int steps;
};

// What branches from one state came to.
struct Tried {
    Tensor actions;                      // one row a branch
    ad::pool::vector<double> Q, weight;  // of each branch
    double scale = 1;                    // of their advantages
    std::int64_t steps = 0;
};

// From the states that are other ranks', what came of them there.
void share(std::span<Tried> tried) {
    if (nn::ranks() == 1) return;
    const int states = static_cast<int>(tried.size());
    nn::Parcel parcel;
    for (const Tried& t : tried.subspan(static_cast<std::size_t>(nn::own_part(states).begin),
                                        static_cast<std::size_t>(nn::own_part(states).size()))) {
        parcel.put_all(t.actions.values()), parcel.put_all(t.Q), parcel.put_all(t.weight);
        parcel.put(t.scale), parcel.put(t.steps);
    }
    const std::vector<std::string> all = nn::from_all(parcel.bytes());
    for (int r = 0; r < nn::ranks(); ++r) {
        nn::Unpacking theirs(all[static_cast<std::size_t>(r)]);
        for (int j = nn::part_of(states, r).begin; j < nn::part_of(states, r).end; ++j) {
            Tried& t = tried[static_cast<std::size_t>(j)];
            ad::pool::vector<Real> actions;
            theirs.take_all(actions), theirs.take_all(t.Q), theirs.take_all(t.weight);
            t.scale = theirs.take<double>(), t.steps = theirs.take<std::int64_t>();
            const int rows = static_cast<int>(t.Q.size()), width = static_cast<int>(actions.size() / t.Q.size());
            t.actions = Tensor::vector(actions).reshaped({rows, width});
        }
    }
}

}  // namespace

// #region vine
Vine grow_vine(ad::FunctionRef<std::unique_ptr<Env>()> make_env, const Policy& policy, const Tensor& theta,
               const Rollout& trunk, const Critic& critic, const VineConfig& config, double gamma, std::uint64_t seed,
               std::uint64_t iteration) {
    if (config.states < 1 || config.actions < 2 || config.length < 1)
        throw std::invalid_argument(
            fmt::format("vine: {} states, {} actions, branches of {} steps: it takes 1, 2 and 1", config.states,
                        config.actions, config.length));
    const int states = std::min(config.states, static_cast<int>(trunk.snapshots.size()));
    if (states < 1) throw std::invalid_argument("vine: the trunk kept no snapshots to grow branches from");

    // What action a is worth in the snapshot's state, when π_θ goes on from there. Both streams are copies for each branch:
    // of the noise by which the policy acts, and of the luck that the environment has.
    const auto grow = [&](Env& env, const EnvState& from, std::span<const double> action, nn::Rng noise,
                          nn::Rng luck) -> Branch {
        env.restore(from);
        ad::pool::vector<double> next(action.begin(), action.end());
        double Q = 0, discount = 1;
        for (int t = 1;; ++t) {
            const Step step = env.step(next, luck);
            Q += discount * step.reward;
            discount *= gamma;
            if (step.terminated) return {Q, t};
            const Tensor seen = trunk.normalizer(as_row(env.observation()));
            if (step.truncated || t == config.length) return {Q + discount * critic.value(seen)[0], t};
            const Tensor drawn = sample(policy(theta.borrowed(), seen), noise);
            next.assign(drawn.values().begin(), drawn.values().end());
        }
    };

    // States spread evenly over the trunk's snapshots
    const auto state = [&](int j) -> const Snapshot& {
        return trunk.snapshots[static_cast<std::size_t>(j) * trunk.snapshots.size() / static_cast<std::size_t>(states)];
    };
    ad::pool::vector<Tried> tried(static_cast<std::size_t>(states));
    const auto [begin, end] = nn::own_part(states);
    constexpr int copies = 8;  // of the environment, so that threads can share the states
    nn::parallel_for(copies, [&, first_state = begin, last_state = end](int copy) {
        const std::unique_ptr<Env> env = make_env();
        for (int j = first_state + copy; j < last_state; j += copies) {
            const Snapshot& from = state(j);
            Tried& here = tried[static_cast<std::size_t>(j)];
            nn::Rng rng(seed, "vine", static_cast<std::uint32_t>(j));
            nn::Rng luck(seed, "vine environment", static_cast<std::uint32_t>(j));
            for (nn::Rng* stream : {&rng, &luck}) stream->seek(iteration << 32);

            const Distribution pi =
                policy(theta.borrowed(), trunk.observations.borrowed().rows(from.row, from.row + 1));
            here.actions = actions_to_try(env->spec(), from.state, pi, config.actions, rng);
            const int K = here.actions.shape()[0];
            const bool all = std::holds_alternative<Discrete>(env->spec().action);
            if (!all) here.scale = K / (K - 1.0);
            for (int k = 0; k < K; ++k) {
                const Tensor action = here.actions.rows(k, k + 1);
                const ad::pool::vector<double> first(action.values().begin(), action.values().end());
                const Branch branch = grow(*env, from.state, first, rng, luck);
                here.Q.push_back(branch.Q);
                here.steps += branch.steps;
                here.weight.push_back(all ? std::exp(double{log_prob(pi, action).value()[0]}) : 1.0 / K);
            }
        }
    });
    share(tried);

    Vine vine{};
    ad::pool::vector<Tensor> actions;
    ad::pool::vector<int> from;  // the row of each branch's state
    for (int j = 0; j < states; ++j) {
        const Tried& t = tried[static_cast<std::size_t>(j)];
        actions.push_back(t.actions), from.insert(from.end(), t.Q.size(), state(j).row);
    }
    vine.batch = {ad::gather_rows(trunk.observations, from), ad::concatenate(actions, 0), {}};
    // L = E_s Σ_k weight_k ρ_k Â_k as a mean over all rows, Â centred by what π_old expects
    const double rows_a_state = static_cast<double>(vine.batch.actions.shape()[0]) / states;
    ad::pool::vector<Real> A;
    for (const Tried& t : tried) {
        const double V = std::inner_product(t.Q.begin(), t.Q.end(), t.weight.begin(), 0.0);
        for (std::size_t k = 0; k < t.Q.size(); ++k)
            A.push_back(static_cast<Real>(rows_a_state * t.scale * t.weight[k] * (t.Q[k] - V)));
        vine.steps += t.steps;
    }
    vine.batch.advantages = Tensor::vector(A);
    return vine;
}
// #endregion vine

}  // namespace surefoot::rl
