// TRPO (Schulman et al. 2015, arXiv:1502.05477): the step that maximises the surrogate within a trust region.   docs/14
//
//     maximise  L(θ) = E[ π_θ(a|s) / π_old(a|s) · Â ]    subject to    E[ KL(π_old ‖ π_θ) ] ≤ δ
#pragma once

#include <string>

#include "rl/experience/batch.hpp"
#include "rl/rungs/actor_critic.hpp"
#include "rl/rungs/vine.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"
#include "rl/trust_region/line_search.hpp"

namespace surefoot::rl {

struct TrpoConfig {
    double max_kl = 0.01;     // δ, in nats
    double cg_damping = 0.1;  // λ, added to the diagonal of F
    ConjugateGradientConfig cg = {};
    int fvp_every = 1;  // the products with F take every k-th sample
    LineSearchConfig line_search = {};
};

struct TrpoStats {
    bool accepted = false;    // false: θ is as it was, bit for bit
    std::string reason = {};  // why not; empty when accepted
    double kl = 0;  // E[KL(π_old ‖ π_θ)] of the applied step, in nats: at most δ, and 0 when none was applied
    double surrogate_gain = 0;  // L(θ) − L(θ_old) of the applied step
    int backtracks = 0;
    double cg_residual = 0;  // ‖residual‖ / ‖g‖
    double entropy = 0;      // of π_old, in nats
};

// One step. The batch's advantages are Â. θ is replaced only by a θ whose mean KL is at most δ and whose surrogate is
// higher, both finite as measured on the batch; whatever the batch holds, nothing else is ever applied.
TrpoStats trpo(const Policy& policy, ad::Tensor& theta, const Batch& batch, const TrpoConfig& config);

// What an update tells of its step, for a learner that takes it; more_steps as Report has them.
Report report(const TrpoStats& stats, std::int64_t more_steps = 0);

struct TrpoSettings : Settings<TrpoSettings> {
    TrpoConfig trpo = {};
    bool anneal_max_kl = false;             // δ falls linearly over the run, to 0 at its end
    std::string estimator = "single_path";  // of the surrogate; or "vine"
    VineConfig vine = {};
    BatchLearnerSettings actor_critic = {};

    std::vector<Setting> list() override;
    std::unique_ptr<Learner> make(const Problem& problem) const override;
};

}  // namespace surefoot::rl
