#include "nn/expectation.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"

namespace nn {

using ad::Tensor;
using ad::Var;

namespace {

std::size_t pieces_of(int samples) {
    if (samples < 1) throw std::invalid_argument("expectation: no samples to take the mean over");
    return cut(samples).size();
}

Var sum_over(const Shard& shard, const Var& f) {
    if (f.shape() != ad::Shape{shard.size()})
        throw ad::ShapeError(
            fmt::format("expectation: the integrand gave {} for {} samples", to_string(f.shape()), shard.size()));
    return sum(f);
}

// The pieces' vectors, added in their order, over the number of samples.
Tensor mean_of(ad::pool::vector<Tensor> sums, int samples) {
    Tensor total = sums[0].writable() ? std::move(sums[0]) : Tensor::vector(sums[0].values());
    for (std::size_t i = 1; i < sums.size(); ++i) ad::kernels::add_into(total, sums[i]);
    return static_cast<ad::Real>(1.0 / samples) * total;
}

}  // namespace

// #region expectation
std::array<double, 2> means(int samples, const Tensor& theta,
                            ad::FunctionRef<std::array<Var, 2>(const Var&, const Shard&)> f) {
    ad::pool::vector<std::array<double, 2>> sums(pieces_of(samples));
    for_each_shard(samples, [&](const Shard& shard) {
        const std::array<Var, 2> terms = f(theta.borrowed(), shard);
        for (const std::size_t k : {0u, 1u})
            sums[static_cast<std::size_t>(shard.index)][k] = double{sum_over(shard, terms[k]).value().item()};
    });
    std::array<double, 2> total{};
    for (const auto& sum : sums) total[0] += sum[0], total[1] += sum[1];
    return {total[0] / samples, total[1] / samples};
}

double mean_value(int samples, const Tensor& theta, Integrand f) {
    ad::pool::vector<double> sums(pieces_of(samples));
    for_each_shard(samples, [&](const Shard& shard) {
        sums[static_cast<std::size_t>(shard.index)] =
            double{sum_over(shard, f(theta.borrowed(), shard)).value().item()};
    });
    double total = 0;
    for (const double sum : sums) total += sum;
    return total / samples;
}

Tensor mean_grad(int samples, const Tensor& theta, Integrand f) {
    ad::pool::vector<Tensor> sums(pieces_of(samples));
    for_each_shard(samples, [&](const Shard& shard) {
        ad::Tape tape;
        const Var x = tape.variable(theta.borrowed(), "theta");
        sums[static_cast<std::size_t>(shard.index)] = ad::grad(sum_over(shard, f(x, shard)), x);
    });
    return mean_of(std::move(sums), samples);
}
// #endregion expectation

Curvature::Piece::Piece(const Tensor& at, Outputs outputs, const Shard& shard)
    : theta(tape.variable(at.borrowed(), "theta")), J(ad::linearize(outputs(theta, shard), theta)) {}

Curvature::Curvature(int samples, const Tensor& theta, Outputs outputs)
    : samples_(samples), theta_(theta), pieces_(pieces_of(samples)) {
    for_each_shard(samples, [&](const Shard& shard) {
        pieces_[static_cast<std::size_t>(shard.index)] =
            std::allocate_shared<Piece>(ad::pool::Allocator<Piece>(), theta_, outputs, shard);
    });
}

// #region curvature
Tensor Curvature::operator()(const Tensor& v, Metric M) const {
    ad::pool::vector<Tensor> sums(pieces_.size());
    for_each_shard(samples_, [&](const Shard& shard) {
        const ad::Linearization& J = pieces_[static_cast<std::size_t>(shard.index)]->J;
        sums[static_cast<std::size_t>(shard.index)] = J.transpose()(M(shard, J(v.borrowed())));  // Jᵀ M J v
    });
    return mean_of(std::move(sums), samples_);
}
// #endregion curvature

}  // namespace nn
