#include "nn/parallel/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "nn/parallel/vectors.hpp"
#include "nn/parallel/workers.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Tensor;
using ad::Var;

namespace {

Samples at_least_one(Samples samples) {
    if (samples.count < 1) throw std::invalid_argument("expectation: no samples to take the mean over");
    return samples;
}

Var sum_of(const Shard& shard, const Var& f) {
    if (f.shape() != ad::Shape{shard.size()})
        throw ad::ShapeError(
            fmt::format("expectation: the integrand gave {} for {} samples", to_string(f.shape()), shard.size()));
    return sum(f);
}

void add(double& y, double x) { y += x; }
void add(Tensor& y, Tensor x) {
    if (y.size() == 0)
        y = std::move(x);
    else
        ad::add_into(y, x);
}

// Calls add(i, j) for pairs of `count` sums so that sum 0 holds all in the end: of neighbours, then of neighbouring sums, up the
// tree.
template <class Add>
void up_the_tree(std::size_t count, Add add) {
    for (std::size_t apart = 1; apart < count; apart *= 2)
        for (std::size_t i = 0; i + apart < count; i += 2 * apart) add(i, i + apart);
}

double total(std::span<double> sums) {
    up_the_tree(sums.size(), [&](std::size_t i, std::size_t j) { sums[i] += sums[j]; });
    return sums[0];
}

// Of vectors of one length, which the workers share between them, element by element.
Tensor total(std::span<Tensor> sums) {
    if (sums.size() == 1) return sums[0];
    ad::pool::vector<std::span<Real>> elements;
    for (Tensor& sum : sums) elements.push_back(sum.write());
    for_each_slice(sums[0].size(), usual_slice, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        const auto part = [&](std::size_t i) {
            return elements[i].subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        };
        up_the_tree(sums.size(), [&](std::size_t i, std::size_t j) { ad::add_into(part(i), part(j)); });
    });
    return sums[0];
}

// The sum of what f gives for each piece: of neighbouring pieces one after the other, on one thread, and then of these sums.
template <class T, class F>
T sum_over(Samples samples, F f) {
    constexpr int most = 32;
    const ad::pool::vector<Shard> shards = cut(at_least_one(samples));
    const int count = static_cast<int>(shards.size()), groups = std::min(count, most);
    ad::pool::vector<T> sums(static_cast<std::size_t>(groups));
    parallel_for(groups, [&](int g) {
        for (int i = g * count / groups; i < (g + 1) * count / groups; ++i)
            add(sums[static_cast<std::size_t>(g)], f(shards[static_cast<std::size_t>(i)]));
    });
    return total(std::span(sums));
}

Tensor mean_over(Samples samples, ad::FunctionRef<Tensor(const Shard&)> f) {
    return scaled(static_cast<Real>(1.0 / samples.count), sum_over<Tensor>(samples, f));
}

}  // namespace

double mean(Samples samples, ad::FunctionRef<Tensor(const Shard&)> f) {
    const auto sum = [&](const Shard& shard) { return double{sum_of(shard, f(shard)).value().item()}; };
    return sum_over<double>(samples, sum) / samples.count;
}

double mean_value(Samples samples, const Tensor& theta, Integrand f) {
    return mean(samples, [&](const Shard& shard) { return f(theta.borrowed(), shard).value(); });
}

std::array<double, 2> means(Samples samples, const Tensor& theta,
                            ad::FunctionRef<std::array<Var, 2>(const Var&, const Shard&)> f) {
    ByShard<double> second(at_least_one(samples));
    const double first = mean_value(samples, theta, [&](const Var& x, const Shard& shard) {
        const auto [a, b] = f(x, shard);
        second[shard] = double{sum_of(shard, b).value().item()};
        return a;
    });
    return {first, total(std::span(second.begin(), second.end())) / samples.count};
}

// #region expectation
Tensor mean_grad(Samples samples, const Tensor& theta, Integrand f) {
    return mean_over(samples, [&](const Shard& shard) {
        ad::Tape tape;
        const Var x = tape.variable(theta.borrowed(), "theta");
        return ad::grad(sum_of(shard, f(x, shard)), x);
    });
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
    return mean_over(samples_, [&](const Shard& shard) {
        const ad::Linearization& J = pieces_[shard]->J;
        return J.transpose()(M(shard, J(v.borrowed())));  // Jᵀ M J v
    });
}
// #endregion curvature

}  // namespace surefoot::nn
