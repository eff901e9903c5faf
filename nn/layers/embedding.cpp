#include "nn/layers/embedding.hpp"

#include <fmt/format.h>

#include <cmath>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"

namespace surefoot::nn {

Embedding::Embedding(Layout& layout, const std::string& name, int count, int width, const Initializer& weight)
    : name_(name), table_(layout.add(name + ".weight", {count, width}, weight)) {}

ad::Var Embedding::operator()(const ad::Var& theta, const ad::Index& tokens) const {
    try {
        return gather_rows(table_(theta), tokens);
    } catch (const ad::ShapeError& e) { throw ad::ShapeError(fmt::format("layer `{}`: {}", name_, e.what())); }
}

PositionalEmbedding::PositionalEmbedding(Layout& layout, const std::string& name, int length, int width,
                                         const Initializer& weight)
    : name_(name), table_(layout.add(name + ".weight", {length, width}, weight)) {}

ad::Var PositionalEmbedding::operator()(const ad::Var& theta, const ad::Var& x) const {
    if (x.shape().rank() != 3 || x.shape()[1] > table_.shape[0] || x.shape()[2] != table_.shape[1])
        throw ad::ShapeError(fmt::format("layer `{}`: {} is not [n,t,{}] with t at most {}", name_,
                                         to_string(x.shape()), table_.shape[1], table_.shape[0]));
    return x + broadcast_to(slice(table_(theta), 0, 0, x.shape()[1]), x.shape());
}

ad::Tensor sinusoidal_positions(int length, int width) {
    ad::Tensor P = ad::Tensor::uninitialized({length, width});
    auto out = P.write().begin();
    for (int t = 0; t < length; ++t)
        for (int i = 0; i < width; ++i) {
            const double angle = t / std::pow(10000.0, double(i / 2 * 2) / width);
            *out++ = static_cast<ad::Real>(i % 2 == 0 ? std::sin(angle) : std::cos(angle));
        }
    return P;
}

}  // namespace surefoot::nn
