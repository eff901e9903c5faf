// NPG, the natural policy gradient (Kakade 2001): the third rung. The step is measured by how far it moves the policy, in
// nats, and no longer by how far it moves θ.   docs/11 §5
#pragma once

#include <string>

#include "rl/experience/batch.hpp"
#include "rl/policies/policy.hpp"
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

}  // namespace surefoot::rl
