// Optimisers: from θ and a gradient to the next θ. All are vectors [n]; the old θ is left as it was.   docs/06 §4
//
// Names, formulas and defaults are PyTorch's (torch.optim); what is left out of an optimiser here is 0 or off there.
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
    // Towards a smaller loss, and towards a larger objective: −descend of the objective's negative. The learning rate is that
    // of the optimiser's Config, or this step's own, as a Schedule gives it.
    ad::Tensor descend(const ad::Tensor& theta, const ad::Tensor& gradient);
    ad::Tensor descend(const ad::Tensor& theta, const ad::Tensor& gradient, double learning_rate);
    ad::Tensor ascend(const ad::Tensor& theta, const ad::Tensor& gradient);
    ad::Tensor ascend(const ad::Tensor& theta, const ad::Tensor& gradient, double learning_rate);

    // What it remembers of its steps, for a θ of n elements: saved, or restored.
    virtual void archive(Archive& archive, const std::string& name, int n) = 0;

  protected:
    explicit Optimizer(double learning_rate) : learning_rate_(learning_rate) {}

  private:
    // What descending takes from θ with the learning rate α.
    virtual ad::Tensor step(const ad::Tensor& theta, const ad::Tensor& gradient, double alpha) = 0;

    double learning_rate_;
};

// θ ← θ − α m,   m ← μ m + g    (μ = 0: plain gradient descent);   with Nesterov's momentum θ ← θ − α (g + μ m).
class Sgd : public Optimizer {
  public:
    struct Config {
        double learning_rate = 1e-2;  // α
        double momentum = 0;          // μ
        bool nesterov = false;
        double weight_decay = 0;  // w: w θ is added to g
    };
    explicit Sgd(const Config& config) : Optimizer(config.learning_rate), config_(config) {}
    void archive(Archive& archive, const std::string& name, int n) override;

  private:
    ad::Tensor step(const ad::Tensor& theta, const ad::Tensor& gradient, double alpha) override;

    Config config_;
    ad::Tensor momentum_;  // m; empty before the first step
};

// Adam (Kingma and Ba 2015, Algorithm 1).
class Adam : public Optimizer {
  public:
    struct Config {
        double learning_rate = 1e-3;  // α
        double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
        double weight_decay = 0;  // w: w θ is added to g
    };
    explicit Adam(const Config& config) : Optimizer(config.learning_rate), config_(config) {}
    void archive(Archive& archive, const std::string& name, int n) override;

  protected:
    ad::Tensor step(const ad::Tensor& theta, const ad::Tensor& gradient, double alpha) override;

  private:
    Config config_;
    ad::Tensor m_, v_;  // running means of g and g²; empty before the first step
    long steps_ = 0;    // t
};

// Adam whose weights decay beside its step, θ ← θ − α w θ − Adam's step (Loshchilov and Hutter 2019, Algorithm 2).
class AdamW : public Adam {
  public:
    struct Config {
        double learning_rate = 1e-3;  // α
        double beta1 = Adam::Config().beta1, beta2 = Adam::Config().beta2, epsilon = Adam::Config().epsilon;
        double weight_decay = 1e-2;  // w
    };
    explicit AdamW(const Config& config);

  private:
    ad::Tensor step(const ad::Tensor& theta, const ad::Tensor& gradient, double alpha) override;

    double weight_decay_;
};

// θ ← θ − α b,   b ← μ b + g / (√v + ε),   v ← ρ v + (1 − ρ) g²    (Tieleman and Hinton 2012, lecture 6.5)
class RmsProp : public Optimizer {
  public:
    struct Config {
        double learning_rate = 1e-2;        // α
        double rho = 0.99, epsilon = 1e-8;  // ρ: PyTorch's alpha
        double momentum = 0;                // μ
        double weight_decay = 0;            // w: w θ is added to g
    };
    explicit RmsProp(const Config& config) : Optimizer(config.learning_rate), config_(config) {}
    void archive(Archive& archive, const std::string& name, int n) override;

  private:
    ad::Tensor step(const ad::Tensor& theta, const ad::Tensor& gradient, double alpha) override;

    Config config_;
    ad::Tensor v_, momentum_;  // v and b; empty before the first step
};

// The gradient, scaled down to a norm of max_norm where it is longer: PyTorch's clip_grad_norm_ of all parameters, without
// the 1e−6 that it adds to the norm. Throws std::invalid_argument unless max_norm > 0.
ad::Tensor clip_by_norm(const ad::Tensor& gradient, double max_norm);

// By name: "adam", "adamw", "rmsprop", or "sgd" without momentum, each with the defaults of its Config otherwise. Throws
// std::invalid_argument for another.
std::unique_ptr<Optimizer> make_optimizer(const std::string& name, double learning_rate);
const std::vector<std::string>& optimizers();

}  // namespace surefoot::nn
