#include "autodiff/ops/indexing.hpp"

#include "autodiff/apply.hpp"
#include "autodiff/rules/indexing.hpp"

namespace surefoot::ad {

Var gather_rows(const Var& x, const Index& rows) { return apply(GatherRows{rows}, x); }
Var scatter_rows(const Var& y, const Index& rows, int extent) { return apply(ScatterRows{rows, extent}, y); }
Var pick(const Var& x, const Index& columns) { return apply(Pick{columns}, x); }
Var unpick(const Var& y, const Index& columns, int extent) { return apply(Unpick{columns, extent}, y); }

}  // namespace surefoot::ad
