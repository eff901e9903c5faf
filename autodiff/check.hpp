// check: whether the derivatives of a function are right, by four tests that need to know nothing about it.   docs/04
//
//  1. JVP against differences:  J ẋ = (f(x−2hẋ) − 8 f(x−hẋ) + 8 f(x+hẋ) − f(x+2hẋ)) / 12h + O(h⁴)
//  2. VJP against JVP:          ⟨ȳ, J ẋ⟩ = ⟨Jᵀ ȳ, ẋ⟩, to rounding
//  3. order 2:                  tests 1 and 2 again on the recorded rules, (x, ȳ) ↦ Jᵀ ȳ and (x, ẋ) ↦ J ẋ
//  4. Taylor remainder:         ‖f(x + hẋ) − f(x) − h J ẋ‖ shrinks like h²
//
// Any function of tensors can be checked: an op, a layer, a whole objective. Keep the point away from kinks.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "autodiff/var.hpp"

namespace surefoot::ad {

using Function = std::function<Var(std::span<const Var>)>;

struct CheckConfig {
    std::uint64_t seed = 1;  // of the random directions ẋ, ȳ
    // Largest errors that pass. Of differences, beyond their rounding and relative to the scale on which f varies at the point
    // (its slopes and their change, not its value); of the adjoint identity, relative to what is compared. In double they are
    // 1e-9 and 1e-13. Where a value is so large that rounding leaves differences no digits, the check fails and says so.
    double difference_tolerance = sizeof(Real) == 8 ? 1e-9 : 1e-3;
    double adjoint_tolerance = 450 * double{std::numeric_limits<Real>::epsilon()};
    double step = sizeof(Real) == 8 ? 1e-3 : 3e-2;  // h of the differences
    bool second_order = true;
};

struct CheckReport {
    double difference_error = 0;  // the largest of test 1, order 2 included
    double adjoint_error = 0;     // the largest of test 2, order 2 included
    double taylor_order = 2;      // the measured order of test 4; 2 where the remainder is rounding alone
    std::string failure;          // empty when all passed; else which test, what was compared, and what came out
    explicit operator bool() const { return failure.empty(); }
};

// Checks f at the point xs. Throws what f throws.
CheckReport check(const Function& f, const std::vector<Tensor>& xs, const CheckConfig& config = {});

}  // namespace surefoot::ad
