// LibTorch with the network of examples/07_fashion_mnist: a peer to measure the engine's convolutions against.
#pragma once

#include <memory>
#include <vector>

#include "autodiff/tensor.hpp"
#include "nn/parameters.hpp"

namespace bench {

using Real = surefoot::ad::Real;

class LibTorchFashion {
  public:
    LibTorchFashion();
    ~LibTorchFashion();
    static void set_threads(int n);

    // Takes over the weights, and a minibatch [n, 1, rows, columns] with its labels.
    void set(const surefoot::nn::Layout& layout, const surefoot::ad::Tensor& theta, const surefoot::ad::Tensor& images,
             const std::vector<int>& labels);
    std::vector<Real> logits() const;    // without dropout, nothing recorded
    std::vector<Real> gradient() const;  // of the mean cross entropy without dropout, in the layout's order
    void step();                         // gradient with dropout, clipping by norm, AdamW

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bench
