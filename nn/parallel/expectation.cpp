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

// Every sum over the pieces of a batch goes up one tree: neighbours are added up, then neighbouring sums, and so on. So which pieces
// there are decides every bit of it, and neither who computed them nor who added them up. Calls add(i, j) for pairs of `count`
// sums, so that sum 0 holds all in the end.
template <class Add>
void up_the_tree(std::size_t count, Add add) {
    for (std::size_t apart = 1; apart < count; apart *= 2)
        for (std::size_t i = 0; i + apart < count; i += 2 * apart) add(i, i + apart);
}

// Of a number for each piece, of which every rank has its own.
double total(const Dealt& dealt, std::span<double> sums) {
    if (dealt.among_ranks()) complete(sums, [&](int r) { return dealt.pieces(r); });
    up_the_tree(sums.size(), [&](std::size_t i, std::size_t j) { sums[i] += sums[j]; });
    return sums[0];
}

// Of vectors of one length, which the workers share between them, element by element.
Tensor total(std::span<Tensor> sums) {
    if (sums.size() == 1) return std::move(sums[0]);
    ad::pool::vector<std::span<Real>> elements;
    for (Tensor& sum : sums) elements.push_back(sum.write());
    for_each_slice(sums[0].size(), usual_slice, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        const auto part = [&](std::size_t i) {
            return elements[i].subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        };
        up_the_tree(sums.size(), [&](std::size_t i, std::size_t j) { ad::add_into(part(i), part(j)); });
    });
    return std::move(sums[0]);
}

void add_by_slices(Tensor& to, const Tensor& from) {
    const std::span<Real> sum = to.write();
    for_each_slice(from.size(), usual_slice, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        const auto b = static_cast<std::size_t>(begin), n = static_cast<std::size_t>(end - begin);
        ad::add_into(sum.subspan(b, n), from.values().subspan(b, n));
    });
}

bool is_power_of_2(int n) { return n > 0 && (n & (n - 1)) == 0; }

// Whether every rank has one whole branch, and all of them as high.
bool have_equal_branches(const Dealt& dealt) {
    const int width = dealt.pieces(0).size();
    const Part last = dealt.pieces(ranks() - 1);
    return is_power_of_2(ranks()) && is_power_of_2(width) && last.begin == width * (ranks() - 1) && last.size() > 0;
}

// Of vectors, too, where ranks have the sums of their own branches, each of so many pieces. In general a sum goes to who has its left
// neighbour, and the last to all. Where ranks have equal branches, neighbours exchange theirs and both add them up, then neighbouring
// pairs, and so on: half as many messages one after the other, and the same sums, as a + b is b + a.
Tensor total_of_ranks(const Dealt& dealt, std::span<Tensor> sums, int branch, const ad::Shape& shape) {
    const auto owner = [&](std::size_t i) { return dealt.owner(static_cast<int>(i) * branch); };
    Tensor other = Tensor::uninitialized(shape);
    if (have_equal_branches(dealt)) {
        const Part own = dealt.pieces(rank());
        const auto first = static_cast<std::size_t>(own.begin / branch),
                   last = static_cast<std::size_t>((own.end + branch - 1) / branch);
        Tensor sum = total(sums.subspan(first, last - first));
        for (int apart = 1; apart < ranks(); apart *= 2) {
            exchange(sum.values(), other.write(), rank() ^ apart);
            add_by_slices(sum, other);
        }
        return sum;
    }
    up_the_tree(sums.size(), [&](std::size_t i, std::size_t j) {
        const int left = owner(i), right = owner(j);
        if (right == rank() && left != right) send(sums[j].values(), left);
        if (left != rank()) return;
        if (left != right) receive(other.write(), right);
        add_by_slices(sums[i], left == right ? sums[j] : other);
    });
    Tensor sum = std::move(rank() == 0 ? sums[0] : other);
    from_first(sum.write());
    return sum;
}

// The sum up the tree of vectors that come one after the other, with no more of them at hand than the tree is high.
class Climb {
  public:
    void add(Tensor x) {
        branches_.push_back(std::move(x));
        for (unsigned n = ++count_; n % 2 == 0; n /= 2) merge();
    }
    Tensor sum() {
        while (branches_.size() > 1) merge();
        return std::move(branches_.back());
    }

  private:
    void merge() {
        const Tensor right = std::move(branches_.back());
        branches_.pop_back();
        ad::add_into(branches_.back(), right);
    }
    ad::pool::vector<Tensor> branches_;  // each of 2ᵏ vectors, and of more than the next
    unsigned count_ = 0;
};

// How many pieces one thread adds up by itself: few enough that threads can take work over from each other, and all where
// nobody else is there.
int branch_of(const Dealt& dealt) {
    const int own = dealt.pieces(rank()).size(), most = threads() == 1 ? 1 : std::max(64, 16 * threads());
    int branch = 1;
    while ((own + branch - 1) / branch > most && (!dealt.among_ranks() || branch < dealt.group())) branch *= 2;
    return branch;
}

// The mean of what f gives for each piece, which is of this shape.
Tensor mean_over(Samples samples, const ad::Shape& shape, ad::FunctionRef<Tensor(const Shard&)> f) {
    const Dealt dealt(at_least_one(samples));
    const Part own = dealt.pieces(rank());
    const int branch = branch_of(dealt), first = own.begin / branch, last = (own.end + branch - 1) / branch;
    ad::pool::vector<Tensor> sums(static_cast<std::size_t>((dealt.count() + branch - 1) / branch));
    // Several threads leave their sums in this one's memory, so that an iteration asks of every pool what the last one did,
    // whoever has which branch
    const bool alone = threads() == 1;
    for (int k = first; !alone && k < last; ++k) sums[static_cast<std::size_t>(k)] = Tensor::uninitialized(shape);
    parallel_for(last - first, [&](int k) {
        Climb climb;
        for (int i = (first + k) * branch; i < std::min(own.end, (first + k + 1) * branch); ++i)
            climb.add(f(dealt.shards()[static_cast<std::size_t>(i)]));
        Tensor& sum = sums[static_cast<std::size_t>(first + k)];
        if (alone)
            sum = climb.sum();
        else
            std::ranges::copy(climb.sum().values(), sum.write().begin());
    });
    const Tensor sum = dealt.among_ranks() ? total_of_ranks(dealt, sums, branch, shape) : total(std::span(sums));
    return scaled(static_cast<Real>(1.0 / samples.count), sum);
}

}  // namespace

double mean(Samples samples, ad::FunctionRef<Tensor(const Shard&)> f) {
    const Dealt dealt(at_least_one(samples));
    ad::pool::vector<double> sums(dealt.shards().size());
    for_each_shard(samples, [&](const Shard& shard) {
        sums[static_cast<std::size_t>(shard.index)] = double{sum_of(shard, f(shard)).value().item()};
    });
    return total(dealt, sums) / samples.count;
}

double mean_value(Samples samples, const Tensor& theta, Integrand f) {
    return mean(samples, [&](const Shard& shard) { return f(theta.borrowed(), shard).value(); });
}

std::array<double, 2> means(Samples samples, const Tensor& theta,
                            ad::FunctionRef<std::array<Var, 2>(const Var&, const Shard&)> f) {
    const Dealt dealt(at_least_one(samples));
    ad::pool::vector<double> second(dealt.shards().size());
    const double first = mean_value(samples, theta, [&](const Var& x, const Shard& shard) {
        const auto [a, b] = f(x, shard);
        second[static_cast<std::size_t>(shard.index)] = double{sum_of(shard, b).value().item()};
        return a;
    });
    return {first, total(dealt, second) / samples.count};
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
