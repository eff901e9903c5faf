// GaussNewton: the curvature of a loss behind a model, without that of the model: Jᵀ M J, by its products.   docs/24 §2
#pragma once

#include <memory>

#include "examples/08_hessian_free/problem.hpp"
#include "nn/parallel/expectation.hpp"

namespace surefoot::hessian_free {

// v ↦ E[Jᵀ M J] v at θ: J = ∂z/∂θ the Jacobian of the outputs, M = ∂²ℓ/∂z² the Hessian of the loss in them, which is positive
// semidefinite where ℓ is convex (Schraudolph 2002). M's products are those of the engine: no loss needs a formula for it.
class GaussNewton {
  public:
    GaussNewton(const Problem& problem, const ad::Tensor& theta);
    ad::Tensor operator()(const ad::Tensor& v) const;  // [n] → [n]

  private:
    struct Behind;                                       // the loss behind the outputs
    nn::ByShard<std::shared_ptr<const Behind>> behind_;  // at θ
    nn::Curvature curvature_;
};

}  // namespace surefoot::hessian_free
