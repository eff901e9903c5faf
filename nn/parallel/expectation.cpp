#include "nn/parallel/expectation.hpp"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

namespace surefoot::nn {

using ad::Tensor;
using ad::Var;

namespace {

Samples at_least_one(Samples samples) {
    if (samples.count < 1) throw std::invalid_argument("expectation: no samples to take the mean over");
    return samples;
}

Var sum_over(const Shard& shard, const Var& f) {
    if (f.shape() != ad::Shape{shard.size()})
        throw ad::ShapeError(
            fmt::format("expectation: the integrand gave {} for {} samples", to_string(f.shape()), shard.size()));
    return sum(f);
}

void add(double& y, double x) { y += x; }
void add(Tensor& y, const Tensor& x) { ad::add_into(y, x); }

// The sum over the pieces: of neighbours, then of neighbouring sums, up the tree. The first piece holds it in the end.
template <class T>
T& sum_up(ByShard<T>& sums) {
    const auto count = static_cast<std::size_t>(std::distance(sums.begin(), sums.end()));
    const auto piece = [&](std::size_t i) -> T& { return sums.begin()[static_cast<std::ptrdiff_t>(i)]; };
    for (std::size_t apart = 1; apart < count; apart *= 2)
        for (std::size_t i = 0; i + apart < count; i += 2 * apart) add(piece(i), piece(i + apart));
    return piece(0);
}

Tensor mean_of(ByShard<Tensor>& sums, Samples samples) {
    return static_cast<ad::Real>(1.0 / samples.count) * sum_up(sums);
}

}  // namespace

double mean(Samples samples, ad::FunctionRef<Tensor(const Shard&)> f) {
    ByShard<double> sums(at_least_one(samples));
    for_each_shard(samples,
                   [&](const Shard& shard) { sums[shard] = double{sum_over(shard, f(shard)).value().item()}; });
    return sum_up(sums) / samples.count;
}

double mean_value(Samples samples, const Tensor& theta, Integrand f) {
    return mean(samples, [&](const Shard& shard) { return f(theta.borrowed(), shard).value(); });
}

std::array<double, 2> means(Samples samples, const Tensor& theta,
                            ad::FunctionRef<std::array<Var, 2>(const Var&, const Shard&)> f) {
    ByShard<double> second(at_least_one(samples));
    const double first = mean_value(samples, theta, [&](const Var& x, const Shard& shard) {
        const auto [a, b] = f(x, shard);
        second[shard] = double{sum_over(shard, b).value().item()};
        return a;
    });
    return {first, sum_up(second) / samples.count};
}

// #region expectation
Tensor mean_grad(Samples samples, const Tensor& theta, Integrand f) {
    ByShard<Tensor> sums(at_least_one(samples));
    for_each_shard(samples, [&](const Shard& shard) {
        ad::Tape tape;
        const Var x = tape.variable(theta.borrowed(), "theta");
        sums[shard] = ad::grad(sum_over(shard, f(x, shard)), x);
    });
    return mean_of(sums, samples);
}
// #endregion expectation

struct Curvature::Piece {
    Piece(const Tensor& at, Outputs outputs, const Shard& shard)
        : theta(tape.variable(at.borrowed(), "theta")), J(ad::linearize(outputs(theta, shard), theta)) {}
    ad::Tape tape;
    Var theta;
    ad::Linearization J;
};

Curvature::Curvature(Samples samples, const Tensor& theta, Outputs outputs)
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
    return mean_of(sums, samples_);
}
// #endregion curvature

}  // namespace surefoot::nn
