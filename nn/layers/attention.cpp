#include "nn/layers/attention.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Tensor;
using ad::Var;

namespace {

// 1 where place j is not behind place i, for every one of `count` tables [t, t].
Tensor not_behind(const ad::Shape& shape) {
    Tensor mask = Tensor::uninitialized(shape);
    const int t = shape[-1];
    auto out = mask.write().begin();
    while (out != mask.write().end())
        for (int i = 0; i < t; ++i)
            for (int j = 0; j < t; ++j) *out++ = j <= i;
    return mask;
}

}  // namespace

MultiHeadAttention::MultiHeadAttention(Layout& layout, const std::string& name, const Config& config)
    : name_(name),
      config_(config),
      W_in_(layout.add(name + ".in_proj_weight", {3 * config.width, config.width}, glorot_uniform())),
      b_in_(layout.add(name + ".in_proj_bias", {3 * config.width}, constant(0))),
      W_out_(layout.add(name + ".out_proj.weight", {config.width, config.width}, transposed(pytorch_uniform()))),
      b_out_(layout.add(name + ".out_proj.bias", {config.width}, constant(0))) {
    if (config.heads < 1 || config.width < 1 || config.width % config.heads != 0)
        throw std::invalid_argument(
            fmt::format("layer `{}`: {} heads do not divide a width of {}", name, config.heads, config.width));
}

Var MultiHeadAttention::operator()(const Var& theta, const Var& x) const {
    const int width = config_.width, heads = config_.heads;
    if (x.shape().rank() != 3 || x.shape()[1] < 1 || x.shape()[2] != width)
        throw ad::ShapeError(
            fmt::format("layer `{}`: {} is not [n,t,{}] with t at least 1", name_, to_string(x.shape()), width));
    // #region attention
    const int n = x.shape()[0], t = x.shape()[1], d = width / heads;
    const Var projected =
        affine(reshape(x, {n * t, width}), ad::transposed(W_in_(theta)), b_in_(theta));  // [n·t, 3 width]
    const auto part = [&](int i) {                                                       // → [n, heads, t, d]
        return transpose(reshape(slice(projected, 1, i * width, (i + 1) * width), {n, t, heads, d}), 1, 2);
    };
    const Var Q = part(0), K = part(1), V = part(2);
    Var scores = matmul(Q, ad::transposed(K)) / std::sqrt(static_cast<Real>(d));  // [n, heads, t, t]
    if (config_.causal) scores = where(not_behind(scores.shape()), scores, -std::numeric_limits<Real>::infinity());
    const Var heads_side_by_side = reshape(transpose(matmul(softmax(scores, -1), V), 1, 2), {n * t, width});
    return reshape(affine(heads_side_by_side, ad::transposed(W_out_(theta)), b_out_(theta)), {n, t, width});
    // #endregion attention
}

}  // namespace surefoot::nn
