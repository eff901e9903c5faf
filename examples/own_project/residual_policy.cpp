#include "residual_policy.hpp"

#include <stdexcept>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "rl/policies/policies.hpp"
#include "silu.hpp"

namespace own {

using namespace surefoot;

Residual::Residual(nn::Layout& layout, const std::string& name, int in, int hidden, int out)
    : direct_(layout, name + ".direct", in, out, nn::orthogonal(0.01)),
      in_(layout, name + ".in", in, hidden, nn::orthogonal(1)),
      out_(layout, name + ".out", hidden, out, nn::orthogonal(0.01)) {}

ad::Var Residual::operator()(const ad::Var& theta, const ad::Var& x) const {
    return direct_(theta, x) + out_(theta, silu(in_(theta, x)));
}

ResidualPolicy::ResidualPolicy(const rl::Box& observation, const rl::Space& action, const rl::PolicyConfig& config)
    : mean_(layout_, "policy", observation.size(), config.network.hidden.empty() ? 1 : config.network.hidden[0],
            rl::width(action)),
      log_std_(layout_.add("policy.log_std", {rl::width(action)}, nn::constant(config.initial_log_std))) {
    if (!std::holds_alternative<rl::Box>(action))
        throw std::invalid_argument("the residual policy is for continuous actions");
}

rl::Distribution ResidualPolicy::operator()(const ad::Var& theta, const ad::Tensor& observations) const {
    const ad::Var mean = mean_(theta, observations);
    return rl::DiagonalGaussian(mean, broadcast_to(log_std_(theta), mean.shape()));
}

void register_residual_policy() {
    rl::register_policy({"residual",
                         [](const rl::Box& observation, const rl::Space& action,
                            const rl::PolicyConfig& config) -> std::unique_ptr<rl::Policy> {
                             return std::make_unique<ResidualPolicy>(observation, action, config);
                         }});
}

}  // namespace own
