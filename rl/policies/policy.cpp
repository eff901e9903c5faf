#include "rl/policies/policy.hpp"

#include "autodiff/ops/reduce.hpp"

namespace surefoot::rl {
namespace {

constexpr double first_gain = 0.01;  // of the last layer, so that training begins near the uniform policy

// How many numbers a distribution over the actions takes.
int outputs(const Space& action) { return std::holds_alternative<Box>(action) ? width(action) : options(action); }

}  // namespace

NetworkPolicy::NetworkPolicy(const Box& observation, const Space& action, const PolicyConfig& config)
    : network_(make_network(layout_, "policy", observation, outputs(action), config.network, first_gain)) {
    if (std::holds_alternative<Box>(action))
        log_std_ = layout_.add("policy.log_std", {width(action)}, nn::constant(config.initial_log_std));
    else if (!std::holds_alternative<Discrete>(action))
        several_ = choices(action);
}

// #region policy
Distribution NetworkPolicy::operator()(const ad::Var& theta, const ad::Tensor& observations) const {
    const ad::Var y = network_(theta, observations);
    if (log_std_) return DiagonalGaussian(y, broadcast_to((*log_std_)(theta), y.shape()));
    if (!several_.empty()) return MultiCategorical(y, several_);
    return Categorical(y);
}
// #endregion policy

}  // namespace surefoot::rl
