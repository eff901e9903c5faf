// NPG, the natural policy gradient (Kakade 2001): the third rung. The step is measured by how far it moves the policy, in
// nats, and no longer by how far it moves θ.   docs/11 §5
#pragma once

#include <string>

#include "rl/experience/batch.hpp"
#include "rl/policies/policy.hpp"
#include "rl/rungs/actor_critic.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"

namespace surefoot::rl {

struct NpgConfig {
    double max_kl = 0.01;     // δ, in nats: where the quadratic model of the KL puts the step
    double cg_damping = 0.1;  // λ, added to the diagonal of F
    ConjugateGradientConfig cg = {};
    int fvp_every = 1;  // the products with F take every k-th sample
};

struct NpgStats {
    bool applied = false;     // false: θ is as it was, bit for bit
    std::string reason = {};  // why not; empty when applied
    double kl = 0;            // E[KL(π_old ‖ π_θ)] of the step, in nats: near δ, but nothing holds it there
    double cg_residual = 0;   // ‖residual‖ / ‖g‖
    double entropy = 0;       // of π_old, in nats
};

// One step. The batch's advantages are Â. What the models propose is applied as it is.
NpgStats npg(const Policy& policy, ad::Tensor& theta, const Batch& batch, const NpgConfig& config);

struct NpgSettings : Settings<NpgSettings> {
    NpgConfig npg = {};
    bool anneal_max_kl = false;  // δ falls linearly over the run, to 0 at its end
    BatchLearnerSettings actor_critic = {};

    std::vector<Setting> list() override;
    std::unique_ptr<Learner> make(const Problem& problem) const override;
};

// Those of NPG and of TRPO, whose configurations begin alike.
template <class Config>
std::vector<Setting> natural_gradient_settings(Config& c, bool& anneal_max_kl) {
    return {
        {"max_kl", &c.max_kl, above_zero, 100, "radius δ of the trust region, in nats"},
        flag("anneal_max_kl", anneal_max_kl, "δ falls linearly to 0 over the run's steps"),
        {"cg_damping", &c.cg_damping, 0, 1e6, "λ, added to the diagonal of the Fisher matrix"},
        {"cg_iterations", &c.cg.iterations, 1, 10000, "of conjugate gradients, at most"},
        {"cg_tolerance", &c.cg.tolerance, 0, 1, "relative residual at which they stop"},
        {"fvp_every", &c.fvp_every, 1, 1e6, "the products with the Fisher matrix take every k-th sample"},
    };
}

}  // namespace surefoot::rl
