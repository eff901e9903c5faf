// Training: windows of the text at random places, whose gradients the threads share; how many bits a character of other text
// costs; and what the model would write.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "examples/09_characters/model.hpp"
#include "examples/09_characters/text.hpp"
#include "nn/rng.hpp"
#include "nn/training/optimizer.hpp"
#include "nn/training/schedule.hpp"

namespace surefoot::characters {

class Training {
  public:
    // A step learns from `minibatch` windows of the model's context. Throws std::invalid_argument when the text is no longer
    // than a window.
    Training(const Model& model, const std::vector<int>& text, int minibatch, nn::Schedule schedule,
             std::uint64_t seed);

    double step();  // bits per character of its windows. Throws std::runtime_error when θ is finite no more.
    const ad::Tensor& theta() const { return theta_; }

  private:
    const Model& model_;
    const std::vector<int>& text_;
    int minibatch_;
    nn::Schedule schedule_;
    std::uint64_t seed_;
    nn::Rng rng_;
    nn::AdamW optimizer_{{.beta2 = 0.99, .weight_decay = 0.1}};
    ad::Tensor theta_;
    long steps_ = 0;
};

// Bits per character of a text: each character given at least half a context before it, but for the text's beginning. Only
// every `stride`-th window is looked at. Throws std::invalid_argument when the text is shorter than a context.
double bits_per_character(const Model& model, const ad::Tensor& theta, const std::vector<int>& text, int stride = 1);

// The prompt and `count` symbols drawn behind it, each from softmax(logits / temperature) given a context before it. Never the
// symbol of what is rare.
std::vector<int> continued(const Model& model, const ad::Tensor& theta, std::vector<int> prompt, int count,
                           double temperature, nn::Rng& rng);

}  // namespace surefoot::characters
