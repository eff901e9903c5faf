#include "nn/layers/normalizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "nn/parallel/shard.hpp"
#include "nn/storage/archive.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Tensor;

namespace {

constexpr double least_variance = 1e-8;

struct ColumnMoments {
    double count = 0, mean = 0, squares = 0;  // Σ (x − mean)²
};

// The moments of two sets from those of each (Chan, Golub and LeVeque 1979): with n = a + b and δ = mean_b − mean_a,
//
//     mean = mean_a + δ b/n,    Σ (x − mean)² = squares_a + squares_b + δ² ab/n .
ColumnMoments together(const ColumnMoments& a, const ColumnMoments& b) {
    const double n = a.count + b.count, delta = b.mean - a.mean;
    return {n, a.mean + delta * b.count / n, a.squares + b.squares + delta * delta * a.count * b.count / n};
}

}  // namespace

Normalizer::Normalizer(int size, int plain)
    : plain_(plain),
      mean_(static_cast<std::size_t>(size)),
      squares_(mean_.size()),
      shift_(mean_.size()),
      deviation_(mean_.size()) {}

void Normalizer::see(const Tensor& x) {
    const auto rows = x.rank() == 2 ? x.shape()[0] : 0, columns = size();
    if (x.rank() != 2 || x.shape()[1] != columns)
        throw ad::ShapeError(fmt::format("Normalizer: {} for vectors of {}", to_string(x.shape()), columns));
    if (rows == 0) return;
    // Of each piece of the rows, column by column, then all together in their order. They are counted from the first row, so that
    // what all have in common costs no digits: a constant has exactly no deviation.
    const Dealt dealt(rows);
    ad::pool::vector<ColumnMoments> moments(dealt.shards().size() * mean_.size());
    const auto of = [&](int piece) {
        return std::span(moments).subspan(static_cast<std::size_t>(piece) * mean_.size(), mean_.size());
    };
    for_each_shard(rows, [&](const Shard& shard) {
        const auto here = of(shard.index);
        const auto each = [&](auto f) {
            for (int i = shard.begin; i < shard.end; ++i)
                for (std::size_t k = 0; k < here.size(); ++k)
                    f(here[k], double{x.data()[static_cast<std::size_t>(i) * here.size() + k]} - double{x.data()[k]});
        };
        for (ColumnMoments& m : here) m.count = shard.size();
        each([](ColumnMoments& m, double v) { m.mean += v / m.count; });
        each([](ColumnMoments& m, double v) { m.squares += (v - m.mean) * (v - m.mean); });
    });
    if (dealt.among_ranks())
        complete(std::span(moments), [&](int r) {
            const auto [begin, end] = dealt.pieces(r);
            return Part{begin * columns, end * columns};
        });
    for (int k = 0; k < columns; ++k) {
        const auto column = static_cast<std::size_t>(k);
        ColumnMoments all;
        for (int piece = 0; piece < dealt.count(); ++piece) all = together(all, of(piece)[column]);
        all.mean += double{x.data()[k]};
        all = together({count_, mean_[column], squares_[column]}, all);
        mean_[column] = all.mean, squares_[column] = all.squares;
    }
    count_ += rows;
}

ad::pool::vector<double> Normalizer::variance() const {
    ad::pool::vector<double> variance;
    for (const double squares : squares_) variance.push_back(count_ > 0 ? squares / count_ : 1);
    return variance;
}

void Normalizer::follow(double part) {
    const auto variances = variance();
    for (std::size_t k = 0; k < variances.size(); ++k) {
        const double way = deviation_[k] == 0 ? 1 : part;
        shift_[k] += way * (mean_[k] - shift_[k]);
        deviation_[k] += way * (std::sqrt(variances[k] + least_variance) - deviation_[k]);
    }
    const auto plain = static_cast<std::size_t>(plain_);
    std::fill_n(shift_.rbegin(), plain, 0.0), std::fill_n(deviation_.rbegin(), plain, 1.0);
    prepare();
}

void Normalizer::prepare() {
    Tensor shift = Tensor::uninitialized({size()}), scale = Tensor::uninitialized({size()});
    for (std::size_t k = 0; k < shift_.size(); ++k) {
        shift.write()[k] = static_cast<Real>(shift_[k]);
        scale.write()[k] = static_cast<Real>(1 / deviation_[k]);
    }
    shift_row_ = shift, scale_row_ = scale;
}

Tensor Normalizer::operator()(const Tensor& x) const {
    if (!has_followed()) return x;
    return ad::standardize_rows(x, shift_row_, scale_row_, static_cast<Real>(limit));
}

void Normalizer::archive(Archive& archive, const std::string& name) {
    archive(name + ".count", count_);
    archive(name + ".mean", mean_, {size()});
    archive(name + ".squares", squares_, {size()});
    archive(name + ".shift", shift_, {size()});
    archive(name + ".deviation", deviation_, {size()});
    if (archive.restores() && has_followed()) prepare();
}

}  // namespace surefoot::nn
