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

}  // namespace surefoot::rl
