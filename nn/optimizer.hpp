// Optimisers: from θ and a gradient to the next θ. All are vectors [n]; the old θ is left as it was.   docs/06 §4
#pragma once

#include "autodiff/tensor.hpp"

namespace nn {

// θ ← θ ∓ α m,   m ← μ m + g    (μ = 0: plain gradient descent)
class Sgd {
  public:
    struct Config {
        double learning_rate = 1e-2;  // α
        double momentum = 0;          // μ
    };
    explicit Sgd(const Config& config) : config_(config) {}

    ad::Tensor descend(const ad::Tensor& theta, const ad::Tensor& gradient);
    ad::Tensor ascend(const ad::Tensor& theta, const ad::Tensor& gradient);

  private:
    ad::Tensor step(const ad::Tensor& gradient);

    Config config_;
    ad::Tensor momentum_;  // m; empty before the first step
};

// Adam (Kingma and Ba 2015, Algorithm 1).
class Adam {
  public:
    struct Config {
        double learning_rate = 1e-3;  // α
        double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    };
    explicit Adam(const Config& config) : config_(config) {}

    ad::Tensor descend(const ad::Tensor& theta, const ad::Tensor& gradient);
    ad::Tensor ascend(const ad::Tensor& theta, const ad::Tensor& gradient);

  private:
    ad::Tensor step(const ad::Tensor& gradient);

    Config config_;
    ad::Tensor m_, v_;  // running means of g and g²; empty before the first step
    long steps_ = 0;    // t
};

}  // namespace nn
