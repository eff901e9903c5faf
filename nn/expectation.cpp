#include "nn/expectation.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/reduce.hpp"

namespace nn {
namespace {

int at_least_one(int samples) {
    if (samples < 1) throw std::invalid_argument("expectation: no samples to take the mean over");
    return samples;
}

}  // namespace

Expectation::Expectation(int samples, Integrand f) : samples_(at_least_one(samples)), f_(std::move(f)) {}

ad::Var Expectation::shard_sum(const ad::Var& theta, const Shard& shard) const {
    const ad::Var f = f_(theta, shard);
    if (f.shape() != ad::Shape{shard.size()})
        throw ad::ShapeError(
            fmt::format("expectation: the integrand gave {} for {} samples", to_string(f.shape()), shard.size()));
    return sum(f);
}

// #region expectation
double Expectation::value(const ad::Tensor& theta) const {
    double total = 0;
    for (const Shard& shard : cut(samples_)) total += double{shard_sum(theta, shard).value().item()};
    return total / samples_;
}

ad::Tensor Expectation::grad(const ad::Tensor& theta) const {
    ad::Tensor total = ad::Tensor::zeros(theta.shape());
    for (const Shard& shard : cut(samples_)) {
        ad::Tape tape;
        const ad::Var x = tape.variable(theta, "theta");
        total = total + ad::grad(shard_sum(x, shard), x);
    }
    return static_cast<ad::Real>(1.0 / samples_) * total;
}
// #endregion expectation

Curvature::Piece::Piece(const ad::Tensor& at, const Model& model, const Shard& shard)
    : theta(tape.variable(at, "theta")), outputs(model(theta, shard)), J(ad::linearize(outputs.values, theta)) {}

Curvature::Curvature(int samples, const ad::Tensor& theta, const Model& model) : samples_(at_least_one(samples)) {
    for (const Shard& shard : cut(samples)) pieces_.push_back(std::make_shared<Piece>(theta, model, shard));
}

// #region curvature
ad::Tensor Curvature::operator()(const ad::Tensor& v) const {
    ad::Tensor total = ad::Tensor::zeros(v.shape());
    for (const auto& piece : pieces_)
        total = total + piece->J.transpose()(piece->outputs.metric(piece->J(v)));  // Jᵀ M J v
    return static_cast<ad::Real>(1.0 / samples_) * total;
}
// #endregion curvature

}  // namespace nn
