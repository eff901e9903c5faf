#include "nn/layers/norm.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/storage/archive.hpp"

namespace surefoot::nn {
namespace {

using ad::Real;
using ad::Shape;
using ad::Tensor;
using ad::Var;

void expect_last(const std::string& layer, const Var& x, int size) {
    if (x.shape().rank() == 0 || x.shape()[-1] != size)
        throw ad::ShapeError(
            fmt::format("layer `{}`: {} has not {} numbers along its last axis", layer, to_string(x.shape()), size));
}

// A number for each row, along the row.
Var along_rows(const Var& x, const Shape& shape) { return broadcast_to(reshape(x, shape.with(-1, 1)), shape); }

// A number for each channel, [channels], spread over all of x, [n, channels] or [n, channels, height, width].
Var over_channels(const Var& x, const Shape& shape) {
    return broadcast_to(shape.rank() == 2 ? x : reshape(x, {x.shape()[0], 1, 1}), shape);
}

// The mean over all but the channels.
Var channel_mean(const Var& x) {
    const Shape& shape = x.shape();
    const int channels = shape[1];
    const Var sum = shape.rank() == 2 ? sum_to(x, {channels}) : reshape(sum_to(x, {channels, 1, 1}), {channels});
    return sum / static_cast<Real>(x.value().size() / channels);
}

}  // namespace

LayerNorm::LayerNorm(Layout& layout, const std::string& name, int size, double epsilon)
    : name_(name),
      weight_(layout.add(name + ".weight", {size}, constant(1))),
      bias_(layout.add(name + ".bias", {size}, constant(0))),
      epsilon_(static_cast<Real>(epsilon)) {}

// #region layer_norm
Var LayerNorm::operator()(const Var& theta, const Var& x) const {
    expect_last(name_, x, weight_.shape[0]);
    const Var centred = x - along_rows(mean(x, -1), x.shape());
    const Var deviation = sqrt(mean(square(centred), -1) + epsilon_);
    return centred / along_rows(deviation, x.shape()) * broadcast_to(weight_(theta), x.shape()) +
           broadcast_to(bias_(theta), x.shape());
}
// #endregion layer_norm

RmsNorm::RmsNorm(Layout& layout, const std::string& name, int size, double epsilon)
    : name_(name),
      weight_(layout.add(name + ".weight", {size}, constant(1))),
      epsilon_(epsilon == 0 ? std::numeric_limits<Real>::epsilon() : static_cast<Real>(epsilon)) {}

Var RmsNorm::operator()(const Var& theta, const Var& x) const {
    expect_last(name_, x, weight_.shape[0]);
    const Var size = sqrt(mean(square(x), -1) + epsilon_);
    return x / along_rows(size, x.shape()) * broadcast_to(weight_(theta), x.shape());
}

Moments::Moments(int channels) : mean(Tensor::zeros({channels})), variance(Tensor::full({channels}, 1)) {}

Moments Moments::towards(const Moments& batch, double momentum) const {
    const auto part = static_cast<Real>(momentum);
    return {(1 - part) * mean + part * batch.mean, (1 - part) * variance + part * batch.variance};
}

void Moments::archive(Archive& archive, const std::string& name) {
    archive(name + ".running_mean", mean, mean.shape());
    archive(name + ".running_var", variance, variance.shape());
}

BatchNorm::BatchNorm(Layout& layout, const std::string& name, int channels, double epsilon)
    : name_(name),
      weight_(layout.add(name + ".weight", {channels}, constant(1))),
      bias_(layout.add(name + ".bias", {channels}, constant(0))),
      epsilon_(static_cast<Real>(epsilon)) {}

int BatchNorm::per_channel(const Var& x) const {
    const int channels = weight_.shape[0], rank = x.shape().rank();
    if ((rank != 2 && rank != 4) || x.shape()[1] != channels)
        throw ad::ShapeError(fmt::format("layer `{}`: {} is not [n,{}] or [n,{},height,width]", name_,
                                         to_string(x.shape()), channels, channels));
    return static_cast<int>(x.value().size() / std::max(1, channels));
}

Var BatchNorm::normalize(const Var& theta, const Var& x, const Var& mean, const Var& variance) const {
    const Var scale = weight_(theta) / sqrt(variance + epsilon_);
    return x * over_channels(scale, x.shape()) + over_channels(bias_(theta) - mean * scale, x.shape());
}

Var BatchNorm::operator()(const Var& theta, const Var& x, const Moments& moments) const {
    per_channel(x);
    if (moments.mean.shape() != weight_.shape || moments.variance.shape() != weight_.shape)
        throw ad::ShapeError(fmt::format("layer `{}`: moments {} and {} for {} channels", name_,
                                         to_string(moments.mean.shape()), to_string(moments.variance.shape()),
                                         weight_.shape[0]));
    return normalize(theta, x, moments.mean, moments.variance);
}

// #region by_batch
BatchNorm::Normalized BatchNorm::by_batch(const Var& theta, const Var& x, const Pass& pass) const {
    if (!pass.whole_batch)
        throw std::invalid_argument(fmt::format(
            "layer `{}`: the moments of a piece are not those of its batch: normalise by given ones", name_));
    const int n = per_channel(x);
    if (n < 2)
        throw ad::ShapeError(
            fmt::format("layer `{}`: {} has no variance: a channel needs two numbers", name_, to_string(x.shape())));
    const Var mean = channel_mean(x);
    const Var variance = channel_mean(square(x - over_channels(mean, x.shape())));
    const Tensor unbiased = static_cast<Real>(n) / static_cast<Real>(n - 1) * variance.value();
    return {normalize(theta, x, mean, variance), {mean.value(), unbiased}};
}
// #endregion by_batch

}  // namespace surefoot::nn
