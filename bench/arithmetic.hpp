// The arithmetic alone: what a Gaussian policy costs without an engine. The same matrix products, tanh and
// elementwise passes as the engine's, written out by hand as loops and BLAS calls on buffers that were allocated before.
// It knows nothing of tapes, rules or shapes: it is what the engine is measured against.
#pragma once

#include <limits>
#include <vector>

#include "autodiff/kernels/gemm.hpp"
#include "autodiff/real.hpp"

using namespace surefoot;

namespace bench {

using ad::Real;

class Arithmetic {
  public:
    // widths: observed, hidden…, acted.   θ = W₀ b₀ W₁ b₁ … log σ, as in rl::Policy.
    enum class Activation { tanh, relu };
    Arithmetic(const std::vector<int>& widths, int samples, Activation activation = Activation::tanh);
    using Gemm = void (*)(int m, int k, int n, const Real* A, bool transpose_A, const Real* B, bool transpose_B,
                          Real beta, Real* C);
    void multiply_by(Gemm gemm) { gemm_ = gemm; }  // another's than ours

    struct Batch {
        const Real *observations, *actions, *advantages;
    };
    struct Measured {
        double gain, kl;
    };

    int size() const { return size_; }                        // of θ
    void forward(const Real* theta, const Batch& batch);      // to the means
    void remember(const Real* theta, const Batch& batch);     // π_old: means, log σ, log π(a|s)
    Measured measure(const Real* theta, const Batch& batch);  // surrogate's gain and KL, from one forward pass
    // Of the surrogate's gain. With a clip ε it is PPO's: a sample whose ratio has left 1 ± ε in its advantage's favour has none.
    void gradient(const Real* theta, const Batch& batch, Real* g, Real clip = std::numeric_limits<Real>::infinity());
    // Of the mean of (y − target)², where the network has one output y and no σ.
    void squared_error_gradient(const Real* theta, const Real* x, const Real* targets, Real* g);
    void product(const Real* theta, const Batch& batch, const Real* v, Real damping, Real* Fv);  // after a gradient
    // One update: π_old, a gradient, products, and line-search passes, whatever they find. The new θ to `result`.
    Measured trpo(const Real* theta, const Batch& batch, int products, int passes, double max_kl, Real* result);
    double operations(int products, int passes) const;  // of the matrix products of such an update

    const Real* outputs() const { return kept_.back().data(); }  // of the last forward pass, [samples, out]

  private:
    struct Layer {
        int in, out, begin;  // where W begins in θ; b follows
    };
    void activate(const Real* theta, const Real* x, int row, int rows);
    void backward(const Real* theta, const Real* x, int row, int rows, Real* theta_bar);
    Real* kept(std::size_t layer, int row) { return kept_[layer].data() + row * layers_[layer].out; }

    enum Transposed { none, left, right };
    // C = A B + beta C,   A: [m,k]   B: [k,n]
    void multiply(int m, int k, int n, const Real* A, const Real* B, Real beta, Real* C, Transposed t = none) {
        gemm_(m, k, n, A, t == left, B, t == right, beta, C);
    }

    Activation activation_;
    Gemm gemm_ = ad::kernels::gemm;
    std::vector<Layer> layers_;
    int samples_, in_, out_, size_;
    std::vector<std::vector<Real>> kept_;     // each layer's outputs, [samples, out]: activations, and last the means
    std::vector<std::vector<Real>> tangent_;  // of one block
    std::vector<Real> mean_old_, log_std_old_, log_prob_old_, weight_, g_, s_, r_, p_, Fp_;
};

// A step of Adam number t (from 1) by the usual defaults: θ, m and v moved, one pass.
void adam(Real* theta, Real* m, Real* v, const Real* g, int n, long t, double alpha);

}  // namespace bench
