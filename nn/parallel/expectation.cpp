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

// The pieces of a batch in a few groups of neighbours: a group's are added up one after the other, and then the groups' sums.
class Groups {
  public:
    explicit Groups(Samples samples)
        : shards_(cut(at_least_one(samples))), count_(std::min<std::size_t>(shards_.size(), 32)) {}
    std::size_t count() const { return count_; }

    // Calls add(g, shard, whether it is the first of group g) for all, on the workers.
    template <class Add>
    void for_each_shard(Add add) const {
        parallel_for(static_cast<int>(count_), [&](int group) {
            const auto g = static_cast<std::size_t>(group);
            const std::size_t begin = g * shards_.size() / count_, end = (g + 1) * shards_.size() / count_;
            for (std::size_t i = begin; i < end; ++i) add(g, shards_[i], i == begin);
        });
    }

  private:
    ad::pool::vector<Shard> shards_;
    std::size_t count_;
};

// The mean of what f gives for each piece, which is of this shape.
Tensor mean_over(Samples samples, const ad::Shape& shape, ad::FunctionRef<Tensor(const Shard&)> f) {
    const Groups groups(samples);
    ad::pool::vector<Tensor> sums(groups.count());
    // Several threads add up in this one's memory, so that an iteration asks of every pool what the last one did, whoever has
    // which group
    const bool alone = threads() == 1;
    if (!alone)
        for (Tensor& sum : sums) sum = Tensor::uninitialized(shape);
    groups.for_each_shard([&](std::size_t g, const Shard& shard, bool first) {
        Tensor x = f(shard);
        if (!first)
            ad::add_into(sums[g], x);
        else if (alone)
            sums[g] = std::move(x);
        else
            std::ranges::copy(x.values(), sums[g].write().begin());
    });
    return scaled(static_cast<Real>(1.0 / samples.count), total(std::span(sums)));
}

}  // namespace

double mean(Samples samples, ad::FunctionRef<Tensor(const Shard&)> f) {
    const Groups groups(samples);
    ad::pool::vector<double> sums(groups.count());
    groups.for_each_shard(
        [&](std::size_t g, const Shard& shard, bool) { sums[g] += double{sum_of(shard, f(shard)).value().item()}; });
    return total(sums) / samples.count;
}

double mean_value(Samples samples, const Tensor& theta, Integrand f) {
    return mean(samples, [&](const Shard& shard) { return f(theta.borrowed(), shard).value(); });
}

std::array<double, 2> means(Samples samples, const Tensor& theta,
                            ad::FunctionRef<std::array<Var, 2>(const Var&, const Shard&)> f) {
    ad::pool::vector<double> second(cut(at_least_one(samples)).size());
    const double first = mean_value(samples, theta, [&](const Var& x, const Shard& shard) {
        const auto [a, b] = f(x, shard);
        second[static_cast<std::size_t>(shard.index)] = double{sum_of(shard, b).value().item()};
        return a;
    });
    return {first, total(second) / samples.count};
}

// #region expectation
Tensor mean_grad(Samples samples, const Tensor& theta, Integrand f) {
    return mean_over(samples, theta.shape(), [&](const Shard& shard) {
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
    return mean_over(samples_, v.shape(), [&](const Shard& shard) {
        const ad::Linearization& J = pieces_[shard]->J;
        return J.transpose()(M(shard, J(v.borrowed())));  // Jᵀ M J v
    });
}
// #endregion curvature

}  // namespace surefoot::nn
