#include "autodiff/ops/indexing.hpp"

#include "autodiff/tape.hpp"

namespace surefoot::ad {

Var gather_rows(const Var& x, const Index& rows) { return Tape::apply(GatherRows{rows}, x); }
Var scatter_rows(const Var& y, const Index& rows, int extent) { return Tape::apply(ScatterRows{rows, extent}, y); }
Var pick(const Var& x, const Index& columns) { return Tape::apply(Pick{columns}, x); }
Var unpick(const Var& y, const Index& columns, int extent) { return Tape::apply(Unpick{columns, extent}, y); }

}  // namespace surefoot::ad
