#include "nn/layers/normalizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "nn/storage/archive.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Tensor;

namespace {

constexpr double least_variance = 1e-8;

}  // namespace

Normalizer::Normalizer(int size, int plain)
    : plain_(plain),
      mean_(static_cast<std::size_t>(size)),
      squares_(mean_.size()),
      shift_(mean_.size()),
      deviation_(mean_.size()) {}

// The moments of two sets from those of each (Chan, Golub and LeVeque 1979): with n = a + b and δ = mean_b − mean_a,
//
//     mean = mean_a + δ b/n,    Σ (x − mean)² = squares_a + squares_b + δ² ab/n .
void Normalizer::see(const Tensor& x) {
    const auto rows = x.rank() == 2 ? x.shape()[0] : 0, columns = size();
    if (x.rank() != 2 || x.shape()[1] != columns)
        throw ad::ShapeError(fmt::format("Normalizer: {} for vectors of {}", to_string(x.shape()), columns));
    if (rows == 0) return;
    const double a = count_, b = rows;
    ad::pool::vector<double> mean(mean_.size()), squares(mean_.size());  // of these
    const auto each = [&](auto f) {
        for (std::ptrdiff_t i = 0; i < x.size(); ++i) f(static_cast<std::size_t>(i % columns), double{x.data()[i]});
    };
    // Counted from the first row, so that what all have in common costs no digits: a constant has exactly no deviation.
    const auto first = [&](std::size_t k) { return double{x.data()[k]}; };
    each([&](std::size_t k, double v) { mean[k] += (v - first(k)) / b; });
    each([&](std::size_t k, double v) { squares[k] += std::pow((v - first(k)) - mean[k], 2); });
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += first(k);
    for (std::size_t k = 0; k < mean.size(); ++k) {
        const double delta = mean[k] - mean_[k];
        mean_[k] += delta * b / (a + b);
        squares_[k] += squares[k] + delta * delta * a * b / (a + b);
    }
    count_ += b;
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
