#include "autodiff/accumulator.hpp"

#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/kernels/layout.hpp"
#include "autodiff/kernels/linalg.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"

namespace ad {

Accumulator Accumulator::wanted() {
    Accumulator sum;
    sum.wanted_ = true;
    return sum;
}

bool Accumulator::in_place_ok(const Var& term) const {
    const Var& sum = sum_;
    return term.is_constant() && sum.is_constant() && sum.value().writable();
}

void Accumulator::operator+=(const Var& term) {
    if (!wanted_) return;
    if (!sum_) {
        sum_ = term;
    } else if (in_place_ok(term)) {
        Tensor sum = Var(*take()).release();
        kernels::add_into(sum, term.value());
        sum_ = Var(std::move(sum));
    } else {
        sum_ = *sum_ + term;
    }
}

void Accumulator::operator+=(const Product& term) {
    if (!wanted_) return;
    const auto& [A, B] = term;
    if (sum_ && in_place_ok(A.x) && B.x.is_constant()) {
        Tensor sum = Var(*take()).release();
        kernels::matmul_into(sum, A.x.value(), A.transposed, B.x.value(), B.transposed);
        sum_ = Var(std::move(sum));
    } else {
        *this += matmul(A, B);
    }
}

void Accumulator::operator+=(const Embedding& term) {
    if (!wanted_) return;
    const auto& [x, axis, begin, extent] = term;
    if (sum_ && in_place_ok(x)) {
        Tensor sum = Var(*take()).release();
        kernels::add_into_slice(sum, x.value(), axis, begin);
        sum_ = Var(std::move(sum));
    } else {
        *this += embed(x, axis, begin, extent);
    }
}

}  // namespace ad
