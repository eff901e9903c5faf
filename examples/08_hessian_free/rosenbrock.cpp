#include "examples/08_hessian_free/rosenbrock.hpp"

#include <stdexcept>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/init.hpp"

namespace surefoot::hessian_free {

using ad::Tensor;
using ad::Var;

Rosenbrock::Rosenbrock(int dimensions) : dimensions_(dimensions) {
    if (dimensions < 2) throw std::invalid_argument("a valley needs two dimensions at least");
}

Rosenbrock Rosenbrock::rotated(int dimensions, std::uint64_t seed) {
    Rosenbrock valley(dimensions);
    nn::Rng rng(seed, "rotation");
    valley.Q_ = nn::orthogonal()({dimensions, dimensions}, rng);
    return valley;
}

Tensor Rosenbrock::start() const {
    const Tensor x = Tensor::full({dimensions_}, static_cast<ad::Real>(-1.2));
    if (Q_.size() == 0) return x;
    return reshape(matmul(x.reshaped({1, dimensions_}), transposed(ad::Matrix(Q_))), {dimensions_})
        .value();  // θ = x Qᵀ
}

Var Rosenbrock::outputs(const Var& theta, const nn::Shard&) const {
    const int n = dimensions_;
    const Var x = Q_.size() == 0 ? theta : reshape(matmul(reshape(theta, {1, n}), Q_), {n});
    const Var head = slice(x, 0, 0, n - 1), tail = slice(x, 0, 1, n);
    return reshape(ad::concatenate({10 * (tail - square(head)), 1 - head}, 0), {1, 2 * (n - 1)});
}

Var Rosenbrock::losses(const Var& z, const nn::Shard&) const { return static_cast<ad::Real>(0.5) * sum(square(z), 1); }

std::unique_ptr<Problem> Rosenbrock::part(std::span<const int>) const { return std::make_unique<Rosenbrock>(*this); }

}  // namespace surefoot::hessian_free
