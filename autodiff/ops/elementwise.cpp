#include "autodiff/ops/elementwise.hpp"

#include "autodiff/tape.hpp"

namespace surefoot::ad {

Var operator-(const Var& x) { return Tape::apply(Neg{}, x); }
Var operator+(const Var& a, const Var& b) { return Tape::apply(Add{}, a, b); }
Var operator-(const Var& a, const Var& b) { return Tape::apply(Sub{}, a, b); }
Var operator*(const Var& a, const Var& b) { return Tape::apply(Mul{}, a, b); }
Var operator/(const Var& a, const Var& b) { return Tape::apply(Div{}, a, b); }

Var exp(const Var& x) { return Tape::apply(Exp{}, x); }
Var log(const Var& x) { return Tape::apply(Log{}, x); }
Var expm1(const Var& x) { return Tape::apply(Expm1{}, x); }
Var expm1mx(const Var& x) { return Tape::apply(Expm1mx{}, x); }
Var log1p(const Var& x) { return Tape::apply(Log1p{}, x); }
Var tanh(const Var& x) { return Tape::apply(Tanh{}, x); }
Var sigmoid(const Var& x) { return Tape::apply(Sigmoid{}, x); }
Var softplus(const Var& x) { return Tape::apply(Softplus{}, x); }
Var square(const Var& x) { return Tape::apply(Square{}, x); }
Var sqrt(const Var& x) { return Tape::apply(Sqrt{}, x); }
Var tanh_grad(const Var& y, const Var& g) { return Tape::apply(TanhGrad{}, y, g); }

}  // namespace surefoot::ad
