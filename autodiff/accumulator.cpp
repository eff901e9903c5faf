#include "autodiff/accumulator.hpp"

#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/kernels/layout.hpp"
#include "autodiff/kernels/linalg.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"

namespace surefoot::ad {

Accumulator Accumulator::wanted() {
    Accumulator sum;
    sum.wanted_ = true;
    return sum;
}

bool Accumulator::in_place_ok(const Var& term) const {
    const Var& sum = sum_;
    return term.is_constant() && sum.is_constant() && sum.value().writable();
}

template <class Add>
void Accumulator::add_in_place(Add add) {
    Tensor sum = Var(*take()).release();
    add(sum);
    sum_ = Var(std::move(sum));
}

Real* Accumulator::in_place(const Shape& shape) {
    const Var& sum = sum_;
    if (!sum_ || !sum.is_constant() || !sum.value().writable() || sum.shape() != shape) return nullptr;
    Real* reals = nullptr;
    add_in_place([&](Tensor& tensor) { reals = tensor.write().data(); });
    return reals;
}

void Accumulator::operator+=(Var term) {
    if (!wanted_) return;
    if (!sum_)
        sum_ = std::move(term);
    else if (in_place_ok(term))
        add_in_place([&](Tensor& sum) { kernels::add_into(sum, term.value()); });
    else
        sum_ = *sum_ + term;
}

void Accumulator::operator+=(const Product& term) {
    if (!wanted_) return;
    const Matrix &A = term.A, &B = term.B;
    if (sum_ && in_place_ok(A.x) && B.x.is_constant())
        add_in_place(
            [&](Tensor& sum) { kernels::matmul_into(sum, A.x.value(), A.transposed, B.x.value(), B.transposed); });
    else
        *this += matmul(A, B);
}

void Accumulator::operator+=(const Embedding& term) {
    if (!wanted_) return;
    if (sum_ && in_place_ok(term.x))
        add_in_place([&](Tensor& sum) { kernels::add_into_slice(sum, term.x.value(), term.axis, term.begin); });
    else
        *this += embed(term.x, term.axis, term.begin, term.extent);
}

}  // namespace surefoot::ad
