#include "rl/policies/policy.hpp"

#include "autodiff/ops/reduce.hpp"

namespace surefoot::rl {
namespace {

nn::MlpConfig network(const Box& observation, const Space& action, const PolicyConfig& config) {
    const Discrete* discrete = std::get_if<Discrete>(&action);
    return {.in = observation.size(),
            .out = discrete ? discrete->n : width(action),
            .hidden = config.hidden,
            .output_gain = 0.01};  // so that training begins near the uniform policy
}

}  // namespace

MlpPolicy::MlpPolicy(const Box& observation, const Space& action, const PolicyConfig& config)
    : network_(layout_, "policy", network(observation, action, config)) {
    if (std::holds_alternative<Box>(action))
        log_std_ = layout_.add("policy.log_std", {width(action)}, nn::constant(config.initial_log_std));
}

// #region policy
Distribution MlpPolicy::operator()(const ad::Var& theta, const ad::Tensor& observations) const {
    const ad::Var y = network_(theta, observations);
    if (!log_std_) return Categorical(y);
    return DiagonalGaussian(y, broadcast_to((*log_std_)(theta), y.shape()));
}
// #endregion policy

}  // namespace surefoot::rl
