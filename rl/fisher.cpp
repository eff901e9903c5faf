#include "rl/fisher.hpp"

#include "autodiff/arithmetic.hpp"

namespace rl {

// #region fisher
Fisher::Fisher(const Policy& policy, const ad::Tensor& theta, const ad::Tensor& observations, double damping)
    : curvature_(
          observations.shape()[0], theta,
          [&](const ad::Var& x, const nn::Shard& shard) { return fisher_outputs(policy(x, shard.of(observations))); }),
      damping_(damping) {}

ad::Tensor Fisher::operator()(const ad::Tensor& v) const { return curvature_(v) + static_cast<ad::Real>(damping_) * v; }
// #endregion fisher

}  // namespace rl
