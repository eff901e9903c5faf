// Critic: a value function with what it is for. It judges the actions of a rollout by GAE(γ, λ), and then learns from the
// rollout. All rungs above REINFORCE have one.   docs/09 §4
#pragma once

#include <cstdint>
#include <vector>

#include "nn/storage/safetensors.hpp"
#include "rl/experience/batch.hpp"
#include "rl/experience/value_fit.hpp"

namespace surefoot::rl {

struct CriticConfig {
    double gamma = 0.99;   // discount γ
    double lambda = 0.98;  // λ of GAE
    NetworkConfig network = {};
    ValueFitConfig fit = {};
};

class Critic {
  public:
    // Throws std::invalid_argument for a method of fitting that there is not.
    Critic(const Box& observation, const CriticConfig& config, std::uint64_t seed);

    struct Judgement {
        Batch batch;                       // its advantages are Â = GAE(γ, λ), with mean 0 and deviation 1
        ad::pool::vector<double> targets;  // what V should have been: the λ-returns, one a row
        double explained_variance;         // of the targets by V, before it learnt from them
    };
    Judgement judge(const Rollout& rollout) const;
    void learn(const ad::Tensor& observations, std::span<const double> targets);  // moves V towards the targets

    ad::pool::vector<double> value(const ad::Tensor& observations) const;  // V(s), one a row

    // Takes over φ from a checkpoint, and nothing else; false when there is none in it. Throws std::runtime_error, naming the
    // slice, for one of other shapes.
    bool start_from(const nn::SafeTensors& checkpoint);
    void archive(nn::Archive& archive);  // φ, Adam's moments and where the minibatches' random stream stands

    const ValueFunction& function() const { return V_; }
    const ad::Tensor& phi() const { return phi_; }

  private:
    CriticConfig config_;
    ValueFunction V_;
    ad::Tensor phi_;
    nn::Adam adam_;
    nn::Rng rng_;
};

}  // namespace surefoot::rl
