// Optimisers: from θ and a gradient to the next θ. All are vectors [n]; the old θ is left as it was.   docs/06 §4
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "autodiff/tensor.hpp"

namespace surefoot::nn {

class Archive;

class Optimizer {
  public:
    virtual ~Optimizer() = default;
    ad::Tensor descend(const ad::Tensor& theta, const ad::Tensor& gradient);  // towards a smaller loss
    ad::Tensor ascend(const ad::Tensor& theta, const ad::Tensor& gradient);   // towards a larger objective

    // What it remembers of its steps, for a θ of n elements: saved, or restored.
    virtual void archive(Archive& archive, const std::string& name, int n) = 0;

  private:
    virtual ad::Tensor step(const ad::Tensor& gradient) = 0;  // what descending takes from θ
};

// θ ← θ ∓ α m,   m ← μ m + g    (μ = 0: plain gradient descent)
class Sgd : public Optimizer {
  public:
    struct Config {
        double learning_rate = 1e-2;  // α
        double momentum = 0;          // μ
    };
    explicit Sgd(const Config& config) : config_(config) {}
    void archive(Archive& archive, const std::string& name, int n) override;

  private:
    ad::Tensor step(const ad::Tensor& gradient) override;

    Config config_;
    ad::Tensor momentum_;  // m; empty before the first step
};

// Adam (Kingma and Ba 2015, Algorithm 1).
class Adam : public Optimizer {
  public:
    struct Config {
        double learning_rate = 1e-3;  // α
        double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    };
    explicit Adam(const Config& config) : config_(config) {}
    void archive(Archive& archive, const std::string& name, int n) override;

  private:
    ad::Tensor step(const ad::Tensor& gradient) override;

    Config config_;
    ad::Tensor m_, v_;  // running means of g and g²; empty before the first step
    long steps_ = 0;    // t
};

// By name: "adam", or "sgd" without momentum. Throws std::invalid_argument for another.
std::unique_ptr<Optimizer> make_optimizer(const std::string& name, double learning_rate);
const std::vector<std::string>& optimizers();

}  // namespace surefoot::nn
