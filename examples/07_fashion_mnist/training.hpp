// Training: minibatches whose gradients the threads share, and how well what came of them does.
#pragma once

#include <cstdint>
#include <vector>

#include "autodiff/function_ref.hpp"
#include "examples/07_fashion_mnist/network.hpp"
#include "nn/rng.hpp"
#include "nn/training/image_set.hpp"
#include "nn/training/optimizer.hpp"
#include "nn/training/schedule.hpp"

namespace surefoot::fashion {

// Of some pictures: the mean cross entropy in nats, and the share that was taken for what it is.
struct Score {
    double loss = 0, accuracy = 0;
};

// An epoch goes once through the first `images` of the set, in an order of its own.
struct TrainingConfig {
    int images = 0, minibatch = 128;
    double max_norm = 5;  // of a gradient
};

// What a fit is made of. The learning rate of a step is schedule(steps).
class Training {
  public:
    Training(const Network& network, const nn::ImageSet& set, const TrainingConfig& config, nn::Schedule schedule,
             std::uint64_t seed);

    // Calls `step` after each minibatch, with the share of the epoch that is over and the score of its pictures so far, each as
    // it was met; returns that of the whole epoch. Throws std::runtime_error when θ is finite no more.
    Score epoch(ad::FunctionRef<void(double share, const Score& so_far)> step);
    const ad::Tensor& theta() const { return theta_; }

  private:
    struct Sums;  // over the pictures of a piece
    Sums descend(std::span<const int> rows);

    const Network& network_;
    const nn::ImageSet& set_;
    TrainingConfig config_;
    nn::Schedule schedule_;
    std::uint64_t seed_;
    nn::Rng rng_;
    nn::AdamW optimizer_{{}};
    ad::Tensor theta_;
    long steps_ = 0;
};

// What the network takes each picture of a set for, and how sure it is.
struct Answers {
    Score score;
    std::vector<int> chosen;          // its most probable class
    std::vector<double> probability;  // of that class
};
Answers answers(const Network& network, const ad::Tensor& theta, const nn::ImageSet& set);

}  // namespace surefoot::fashion
