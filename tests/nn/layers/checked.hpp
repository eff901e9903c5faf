// What every test of a layer asks: that the derivatives of its function of (θ, x) are right, second order included.
#pragma once

#include <boost/test/unit_test.hpp>

#include "autodiff/check.hpp"
#include "autodiff/error.hpp"
#include "nn/parameters.hpp"
#include "tests/autodiff/op_cases.hpp"

// f is called with (θ, x).
inline void expect_derivatives(
    const surefoot::nn::Layout& layout, const surefoot::ad::Tensor& x,
    const std::function<surefoot::ad::Var(const surefoot::ad::Var&, const surefoot::ad::Var&)>& f) {
    const ad::Tensor theta = layout.size() == 0 ? ad::Tensor::zeros({0}) : sample({layout.size()}, 0.2, 0.9, false, 11);
    const ad::CheckReport report =
        ad::check([&](std::span<const ad::Var> in) { return f(in[0], in[1]); }, {theta, x},
                  {.second_order = sizeof(ad::Real) == 8});  // float has too few digits for differences of derivatives
    BOOST_TEST(bool(report), report.failure);
}

// What f's error says, or that there is none.
template <class Error = surefoot::ad::ShapeError>
std::string complaint(const std::function<void()>& f) {
    try {
        f();
    } catch (const Error& e) { return e.what(); }
    return "nothing was thrown";
}
