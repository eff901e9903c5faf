#include "examples/08_hessian_free/problem.hpp"

#include "nn/parallel/expectation.hpp"

namespace surefoot::hessian_free {

using ad::Tensor;
using ad::Var;

double Problem::loss(const Tensor& theta) const {
    return nn::mean_value(samples(), theta,
                          [&](const Var& x, const nn::Shard& shard) { return losses(outputs(x, shard), shard); });
}

Tensor Problem::gradient(const Tensor& theta) const {
    return nn::mean_grad(samples(), theta,
                         [&](const Var& x, const nn::Shard& shard) { return losses(outputs(x, shard), shard); });
}

}  // namespace surefoot::hessian_free
