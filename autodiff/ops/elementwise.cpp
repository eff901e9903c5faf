#include "autodiff/ops/elementwise.hpp"

#include "autodiff/apply.hpp"
#include "autodiff/rules/elementwise.hpp"

namespace surefoot::ad {

Var operator-(const Var& x) { return apply(Neg{}, x); }
Var operator+(const Var& a, const Var& b) { return apply(Add{}, a, b); }
Var operator-(const Var& a, const Var& b) { return apply(Sub{}, a, b); }
Var operator*(const Var& a, const Var& b) { return apply(Mul{}, a, b); }
Var operator/(const Var& a, const Var& b) { return apply(Div{}, a, b); }

Var exp(const Var& x) { return apply(Exp{}, x); }
Var log(const Var& x) { return apply(Log{}, x); }
Var expm1(const Var& x) { return apply(Expm1{}, x); }
Var expm1mx(const Var& x) { return apply(Expm1mx{}, x); }
Var log1p(const Var& x) { return apply(Log1p{}, x); }
Var tanh(const Var& x) { return apply(Tanh{}, x); }
Var sigmoid(const Var& x) { return apply(Sigmoid{}, x); }
Var softplus(const Var& x) { return apply(Softplus{}, x); }
Var square(const Var& x) { return apply(Square{}, x); }
Var sqrt(const Var& x) { return apply(Sqrt{}, x); }
Var pow(const Var& x, Real p) { return apply(Pow{p}, x); }
Var pow(const Var& x, const Var& p) { return exp(p * log(x)); }
Var sin(const Var& x) { return apply(Sin{}, x); }
Var cos(const Var& x) { return apply(Cos{}, x); }
Var erf(const Var& x) { return apply(Erf{}, x); }
Var log_sigmoid(const Var& x) { return -softplus(-x); }
Var tanh_grad(const Var& y, const Var& g) { return apply(TanhGrad{}, y, g); }

}  // namespace surefoot::ad
