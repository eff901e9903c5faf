// LibTorch doing the same update on the same numbers: a peer to measure the engine against (-Dpeers=enabled).
#pragma once

#include <memory>
#include <vector>

#include "bench/arithmetic.hpp"

namespace bench {

class LibTorch {
  public:
    LibTorch(const std::vector<int>& widths, int samples, const Real* theta,
             const Arithmetic::Batch& batch);  // as Arithmetic
    ~LibTorch();

    enum class Products {
        double_backward,  // H v = ∇⟨∇KL, v⟩ on a retained graph, as its TRPO implementations do
        double_vjp,       // Jᵀ M J v, with J v as the derivative of the linear map u ↦ Jᵀ u
    };
    void forward();                                         // the means, nothing recorded
    void gradient();                                        // of the surrogate
    void prepare(Products products);                        // records what the products keep
    std::vector<Real> product(const std::vector<Real>& v);  // F v
    Arithmetic::Measured trpo(Products products, int cg_iterations, int passes, double max_kl);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bench
