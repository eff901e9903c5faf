#include "nn/layers/dropout.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "nn/rng.hpp"

namespace surefoot::nn {

Dropout::Dropout(const std::string& name, double p) : name_(name), p_(p) {
    if (!(p >= 0 && p < 1))
        throw std::invalid_argument(
            fmt::format("layer `{}`: a dropout of {}: it must be at least 0 and below 1", name, p));
}

ad::Var Dropout::operator()(const ad::Var&, const ad::Var& x, const Pass& pass) const {
    if (x.shape().rank() == 0) throw ad::ShapeError(fmt::format("layer `{}`: a scalar has no samples", name_));
    if (!pass.training || p_ == 0) return x;
    // #region mask
    ad::Tensor mask = ad::Tensor::uninitialized(x.shape());
    const int n = x.shape()[0];
    const auto width = static_cast<std::size_t>(n == 0 ? 0 : x.value().size() / n);
    const auto kept = static_cast<ad::Real>(1 / (1 - p_));
    auto element = mask.write().begin();
    for (int row = 0; row < n; ++row) {
        Rng rng(pass.seed, name_, static_cast<std::uint32_t>(pass.first_sample + row));
        rng.seek(pass.step * width);  // one word an element
        for (std::size_t j = 0; j < width; ++j) *element++ = rng.uniform() < p_ ? 0 : kept;
    }
    return x * mask;
    // #endregion mask
}

}  // namespace surefoot::nn
