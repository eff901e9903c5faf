#include "nn/parallel/expectation.hpp"

#include <fmt/format.h>

#include <numeric>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

namespace surefoot::nn {

using ad::Tensor;
using ad::Var;

namespace {

int at_least_one(int samples) {
    if (samples < 1) throw std::invalid_argument("expectation: no samples to take the mean over");
    return samples;
}

Var sum_over(const Shard& shard, const Var& f) {
    if (f.shape() != ad::Shape{shard.size()})
        throw ad::ShapeError(
            fmt::format("expectation: the integrand gave {} for {} samples", to_string(f.shape()), shard.size()));
    return sum(f);
}

// The pieces' vectors, added in their order, over the number of samples.
Tensor mean_of(ByShard<Tensor> sums, int samples) {
    Tensor total = static_cast<ad::Real>(1.0 / samples) * *sums.begin();
    for (auto sum = std::next(sums.begin()); sum != sums.end(); ++sum)
        ad::add_into(total, *sum, static_cast<ad::Real>(1.0 / samples));
    return total;
}

}  // namespace

double mean_value(int samples, const Tensor& theta, Integrand f) {
    ByShard<double> sums(at_least_one(samples));
    for_each_shard(samples, [&](const Shard& shard) {
        sums[shard] = double{sum_over(shard, f(theta.borrowed(), shard)).value().item()};
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0) / samples;
}

std::array<double, 2> means(int samples, const Tensor& theta,
                            ad::FunctionRef<std::array<Var, 2>(const Var&, const Shard&)> f) {
    ByShard<double> second(at_least_one(samples));
    const double first = mean_value(samples, theta, [&](const Var& x, const Shard& shard) {
        const auto [a, b] = f(x, shard);
        second[shard] = double{sum_over(shard, b).value().item()};
        return a;
    });
    return {first, std::accumulate(second.begin(), second.end(), 0.0) / samples};
}

// #region expectation
Tensor mean_grad(int samples, const Tensor& theta, Integrand f) {
    ByShard<Tensor> sums(at_least_one(samples));
    for_each_shard(samples, [&](const Shard& shard) {
        ad::Tape tape;
        const Var x = tape.variable(theta.borrowed(), "theta");
        sums[shard] = ad::grad(sum_over(shard, f(x, shard)), x);
    });
    return mean_of(std::move(sums), samples);
}
// #endregion expectation

struct Curvature::Piece {
    Piece(const Tensor& at, Outputs outputs, const Shard& shard)
        : theta(tape.variable(at.borrowed(), "theta")), J(ad::linearize(outputs(theta, shard), theta)) {}
    ad::Tape tape;
    Var theta;
    ad::Linearization J;
};

Curvature::Curvature(int samples, const Tensor& theta, Outputs outputs)
    : samples_(at_least_one(samples)), theta_(theta), pieces_(samples) {
    for_each_shard(samples, [&](const Shard& shard) {
        pieces_[shard] = std::allocate_shared<Piece>(ad::pool::Allocator<Piece>(), theta_, outputs, shard);
    });
}

// #region curvature
Tensor Curvature::operator()(const Tensor& v, Metric M) const {
    ByShard<Tensor> sums(samples_);
    for_each_shard(samples_, [&](const Shard& shard) {
        const ad::Linearization& J = pieces_[shard]->J;
        sums[shard] = J.transpose()(M(shard, J(v.borrowed())));  // Jᵀ M J v
    });
    return mean_of(std::move(sums), samples_);
}
// #endregion curvature

}  // namespace surefoot::nn
