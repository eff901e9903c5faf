#include "nn/parallel/vectors.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "nn/parallel/workers.hpp"

namespace surefoot::nn {

using ad::Real;
using ad::Tensor;

namespace {

void expect_equal(const char* what, const Tensor& x, const Tensor& y) {
    if (x.shape() != y.shape())
        throw ad::ShapeError(
            fmt::format("{}: {} and {}: shapes differ", what, to_string(x.shape()), to_string(y.shape())));
}

}  // namespace

void for_each_slice(std::ptrdiff_t length, std::ptrdiff_t slice,
                    ad::FunctionRef<void(std::ptrdiff_t begin, std::ptrdiff_t end)> f) {
    parallel_for(static_cast<int>((length + slice - 1) / slice),
                 [&](int k) { f(k * slice, std::min(length, (k + 1) * slice)); });
}

Tensor combine(Real a, const Tensor& x, Real b, const Tensor& y) {
    expect_equal("combine", x, y);
    Tensor z = Tensor::uninitialized(x.shape());
    for_each_element(x.size(), usual_slice,
                     [=, left = x.data(), right = y.data(), out = z.write().data()](std::ptrdiff_t i) {
                         out[i] = a * left[i] + b * right[i];
                     });
    return z;
}

Tensor scaled(Real a, const Tensor& x) {
    Tensor y = Tensor::uninitialized(x.shape());
    for_each_element(x.size(), usual_slice,
                     [=, in = x.data(), out = y.write().data()](std::ptrdiff_t i) { out[i] = a * in[i]; });
    return y;
}

double dot(const Tensor& x, const Tensor& y) {
    expect_equal("dot", x, y);
    ad::pool::vector<double> sums(static_cast<std::size_t>((x.size() + usual_slice - 1) / usual_slice));
    const Tensor left = x.borrowed(), right = y.borrowed();
    for_each_slice(x.size(), usual_slice, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
        const ad::Shape part{static_cast<int>(end - begin)};
        sums[static_cast<std::size_t>(begin / usual_slice)] =
            ad::dot(left.segment(begin, part), right.segment(begin, part));
    });
    double sum = 0;
    for (const double s : sums) sum += s;
    return sum;
}

}  // namespace surefoot::nn
