// MaskedPolicy: a policy that does not do what a mask in its observations forbids.   docs/07 §4
#pragma once

#include <memory>

#include "rl/policies/policy.hpp"

namespace surefoot::rl {

// Another policy, which sees all of the observation, and whose distribution is masked by the last components of it.
class MaskedPolicy : public Policy {
  public:
    MaskedPolicy(std::unique_ptr<const Policy> unmasked, int mask_size);
    // Throws as rl::masked does.
    Distribution operator()(const ad::Var& theta, const ad::Tensor& observations) const override;
    const Policy& unmasked() const { return *unmasked_; }

  private:
    std::unique_ptr<const Policy> unmasked_;
    int mask_size_;
};

}  // namespace surefoot::rl
