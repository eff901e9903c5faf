#include "autodiff/accumulator.hpp"

#include "autodiff/kernels/elementwise.hpp"
#include "autodiff/ops/elementwise.hpp"

namespace surefoot::ad {

Accumulator Accumulator::wanted() {
    Accumulator sum;
    sum.wanted_ = true;
    return sum;
}

bool Accumulator::add_in_place(FunctionRef<void(Tensor&)> add) {
    const Var& so_far = sum_;
    if (!sum_ || !so_far.is_constant() || !so_far.value().writable()) return false;
    Tensor sum = Var(*take()).release();
    add(sum);
    sum_ = Var(std::move(sum));
    return true;
}

void Accumulator::operator+=(Var term) {
    if (!wanted_) return;
    if (!sum_)
        sum_ = std::move(term);
    else if (!term.is_constant() || !add_in_place([&](Tensor& sum) { kernels::add_into(sum, term.value()); }))
        sum_ = *sum_ + term;
}

}  // namespace surefoot::ad
