// Rosenbrock's valley in n dimensions, as least squares: ½ Σ 100 (x_{i+1} − x_i²)² + ½ Σ (1 − x_i)².
#pragma once

#include <cstdint>

#include "examples/08_hessian_free/problem.hpp"

namespace surefoot::hessian_free {

// One sample, whose outputs are the residuals: z = (10 (x_{i+1} − x_i²), 1 − x_i), 2 (n − 1) of them, and ℓ(z) = ½ ‖z‖². The
// least value is 0, where all x_i are 1. It starts at x_i = −1.2, on the other side of the valley.
//
// Rotated, x = θ Q with a random rotation Q: the same valley, seen in coordinates that have nothing to do with it.
class Rosenbrock : public Problem {
  public:
    // Throw std::invalid_argument for fewer than 2 dimensions.
    explicit Rosenbrock(int dimensions);
    static Rosenbrock rotated(int dimensions, std::uint64_t seed);

    nn::Samples samples() const override { return 1; }
    ad::Tensor start() const override;
    ad::Var outputs(const ad::Var& theta, const nn::Shard& shard) const override;
    ad::Var losses(const ad::Var& z, const nn::Shard& shard) const override;
    std::unique_ptr<Problem> part(std::span<const int> samples) const override;  // there is one sample: all of it

  private:
    int dimensions_;
    ad::Tensor Q_;  // [n, n]; empty where nothing is rotated
};

}  // namespace surefoot::hessian_free
