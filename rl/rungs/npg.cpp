#include "rl/rungs/npg.hpp"

#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "rl/experience/old_policy.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/trust_region/fisher.hpp"
#include "rl/trust_region/natural_step.hpp"

namespace surefoot::rl {

using ad::Tensor;
using ad::Var;

// #region npg
NpgStats npg(const Policy& policy, Tensor& theta, const Batch& batch, const NpgConfig& config) {
    const OldPolicy old(policy, theta, batch);
    NpgStats stats{.entropy = old.mean_entropy()};

    const Tensor g = policy_gradient(policy, theta, batch);
    const Fisher F(policy, theta, every(config.fvp_every, batch.observations), config.cg_damping);
    const NaturalStep natural = natural_step(F, g, config.max_kl, config.cg);
    stats.cg_residual = natural.cg_residual, stats.reason = natural.reason;
    if (!natural.reason.empty()) return stats;

    const Tensor proposed = theta + natural.step;
    if (!all_finite(proposed)) {
        stats.reason = "the step is not finite";
        return stats;
    }
    theta = proposed;
    stats.applied = true;
    stats.kl = old.mean_kl(theta);
    return stats;
}
// #endregion npg

namespace {

class Npg : public BatchLearner {
  public:
    Npg(const NpgSettings& settings, const Problem& problem)
        : BatchLearner(settings.actor_critic, problem), settings_(settings) {}

  private:
    Report step(Tensor& theta, const Rollout&, const Batch& batch, const Turn& turn) override {
        NpgConfig config = settings_.npg;
        if (settings_.anneal_max_kl) config.max_kl *= turn.left;
        const NpgStats stats = npg(policy(), theta, batch, config);
        return {.kl = stats.kl,
                .entropy = stats.entropy,
                .cg_residual = stats.cg_residual,
                .applied = stats.applied,
                .reason = stats.reason};
    }

    NpgSettings settings_;
};

}  // namespace

std::vector<Setting> NpgSettings::list() {
    std::vector<Setting> all = natural_gradient_settings(npg, anneal_max_kl);
    for (Setting& setting : actor_critic.list()) all.push_back(std::move(setting));
    return all;
}

std::unique_ptr<Learner> NpgSettings::make(const Problem& problem) const {
    return std::make_unique<Npg>(*this, problem);
}

}  // namespace surefoot::rl
