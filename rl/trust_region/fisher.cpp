#include "rl/trust_region/fisher.hpp"

#include "nn/parallel/vectors.hpp"

namespace surefoot::rl {

// #region fisher
Fisher::Fisher(const Policy& policy, const ad::Tensor& theta, const ad::Tensor& observations, double damping)
    : pi_(observations.shape()[0]),
      curvature_(observations.shape()[0], theta,
                 [&](const ad::Var& x, const nn::Shard& shard) {
                     pi_[shard] = policy(x, shard.of(observations));
                     return parameters(pi_[shard]);
                 }),
      damping_(damping) {}

ad::Tensor Fisher::operator()(const ad::Tensor& v) const {
    const ad::Tensor Fv = curvature_(v, [&](const nn::Shard& shard, std::span<const ad::Tensor> tangents) {
        return fisher_metric(pi_[shard], tangents);
    });
    return nn::combine(1, Fv, static_cast<ad::Real>(damping_), v);
}
// #endregion fisher

}  // namespace surefoot::rl
