// Solution of exercise 17.
#include "docs/exercises/exercises.hpp"

#include "autodiff/arithmetic.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

namespace exercise {

Tensor gauss_newton_product(const std::function<Var(const Var&)>& outputs, const Tensor& theta, const Tensor& M,
                            const Tensor& v) {
    ad::Tape tape;
    const Var at = tape.variable(theta), y = outputs(at);
    return ad::vjp(y, at, M * ad::jvp(y, at, v));
}

}  // namespace exercise
