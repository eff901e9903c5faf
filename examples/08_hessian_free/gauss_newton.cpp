#include "examples/08_hessian_free/gauss_newton.hpp"

#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

namespace surefoot::hessian_free {

using ad::Tensor;
using ad::Var;

// #region gauss_newton
struct GaussNewton::Behind {
    Behind(const Problem& problem, const Tensor& outputs, const nn::Shard& shard)
        : z(tape.variable(outputs, "z")), gradient(ad::recorded_grad(sum(problem.losses(z, shard)), z)) {}

    ad::Tape tape;
    Var z, gradient;  // ∂ℓ/∂z, recorded: each product with M is one sweep forwards over it
};

GaussNewton::GaussNewton(const Problem& problem, const Tensor& theta)
    : behind_(problem.samples()), curvature_(problem.samples(), theta, [&](const Var& x, const nn::Shard& shard) {
          const Var z = problem.outputs(x, shard);
          behind_[shard] = std::make_shared<const Behind>(problem, z.value(), shard);
          return ad::pool::vector<Var>{z};
      }) {}

Tensor GaussNewton::operator()(const Tensor& v) const {
    return curvature_(v, [&](const nn::Shard& shard, std::span<const Tensor> z_dot) {
        const Behind& loss = *behind_[shard];
        return ad::pool::vector<Tensor>{ad::jvp(loss.gradient, loss.z, z_dot[0])};  // M ż
    });
}
// #endregion gauss_newton

}  // namespace surefoot::hessian_free
