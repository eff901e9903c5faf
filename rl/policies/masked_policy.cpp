#include "rl/policies/masked_policy.hpp"

#include "autodiff/ops/layout.hpp"

namespace surefoot::rl {

MaskedPolicy::MaskedPolicy(std::unique_ptr<const Policy> unmasked, int mask_size)
    : unmasked_(std::move(unmasked)), mask_size_(mask_size) {
    layout_ = unmasked_->layout();
}

// #region masked_policy
Distribution MaskedPolicy::operator()(const ad::Var& theta, const ad::Tensor& observations) const {
    const int end = observations.shape()[-1];
    return masked((*unmasked_)(theta, observations), slice(observations, 1, end - mask_size_, end).value());
}
// #endregion masked_policy

}  // namespace surefoot::rl
