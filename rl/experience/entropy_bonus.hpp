// EntropyBonus: an advantage for actions that surprise, against a policy that makes up its mind too soon.   docs/21 §5
#pragma once

#include "rl/experience/batch.hpp"

namespace surefoot::rl {

// The batch with Â + β (−log π_θ(a|s) − H(π_θ(·|s))) for its advantages. In the policy gradient at θ that adds β ∇E[H]
// (Williams and Peng 1991, "Function optimization using connectionist reinforcement learning algorithms"), since
// ∇H = −E_a[∇ log π (1 + log π)]; the surrogate carries it on as it carries any advantage. The batch's actions must be θ's own.
// β: in advantages a nat. Throws as check() does.
Batch with_entropy_bonus(const Batch& batch, const Policy& policy, const ad::Tensor& theta, double beta);

}  // namespace surefoot::rl
