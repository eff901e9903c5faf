// Layer: a function of θ and x, and how layers are put together.   docs/06 §3
//
// A layer has no state: what it is made of stands in θ, and what else its output depends on stands in a Pass. So it may be
// called on several threads at once, and as often as a derivative wants it.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <type_traits>
#include <utility>
#include <vector>

#include "autodiff/var.hpp"

namespace surefoot::nn {

// What a forward pass knows besides θ and x. The same Pass gives the same function, with the same masks: all products of one
// conjugate-gradient solve are of one function.
struct Pass {
    bool training = false;             // whether Dropout drops
    std::uint64_t seed = 0, step = 0;  // which masks: another step has others
    int first_sample = 0;     // of the batch that row 0 of x is: a sample keeps its mask whatever piece it is in
    bool whole_batch = true;  // whether x is the batch and not a piece of it

    Pass of(int begin, bool whole) const { return {training, seed, step, first_sample + begin, whole}; }  // of a piece
};

// Any function (θ, x, pass), (θ, x) or (x): a class of this folder, a lambda, `ad::relu`.
class Layer {
  public:
    template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Layer>) Layer(F f) {
        if constexpr (std::invocable<const F&, const ad::Var&, const ad::Var&, const Pass&>)
            function_ = std::move(f);
        else if constexpr (std::invocable<const F&, const ad::Var&, const ad::Var&>)
            function_ = [f = std::move(f)](const ad::Var& theta, const ad::Var& x, const Pass&) { return f(theta, x); };
        else
            function_ = [f = std::move(f)](const ad::Var&, const ad::Var& x, const Pass&) { return f(x); };
    }
    ad::Var operator()(const ad::Var& theta, const ad::Var& x, const Pass& pass = {}) const {
        return function_(theta, x, pass);
    }

  private:
    std::function<ad::Var(const ad::Var& theta, const ad::Var& x, const Pass& pass)> function_;
};

// One layer behind the other. Of none, x itself.
class Sequential {
  public:
    Sequential(std::vector<Layer> layers) : layers_(std::move(layers)) {}
    Sequential(std::initializer_list<Layer> layers) : layers_(layers) {}
    ad::Var operator()(const ad::Var& theta, const ad::Var& x, const Pass& pass = {}) const;

  private:
    std::vector<Layer> layers_;
};

// x + f(x) (He et al. 2016, "Deep residual learning"). f must keep the shape: throws ad::ShapeError.
class Residual {
  public:
    Residual(Layer f) : f_(std::move(f)) {}
    ad::Var operator()(const ad::Var& theta, const ad::Var& x, const Pass& pass = {}) const;

  private:
    Layer f_;
};

}  // namespace surefoot::nn
