#include "autodiff/ops/indexing.hpp"

#include <fmt/format.h>

#include <limits>

#include "autodiff/apply.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/rules/indexing.hpp"

namespace surefoot::ad {

Var gather_rows(const Var& x, const Index& rows) { return apply(GatherRows{rows}, x); }
Var scatter_rows(const Var& y, const Index& rows, int extent) { return apply(ScatterRows{rows, extent}, y); }
Var pick(const Var& x, const Index& columns) { return apply(Pick{columns}, x); }
Var unpick(const Var& y, const Index& columns, int extent) { return apply(Unpick{columns, extent}, y); }

Var take(const Var& x, const Index& places, const Shape& shape) {
    if (x.value().size() > std::numeric_limits<int>::max())
        throw ShapeError(fmt::format("take: {} has more elements than an index can count", to_string(x.shape())));
    if (shape.size() != static_cast<std::ptrdiff_t>(places.size()))
        throw ShapeError(fmt::format("take: {} elements as {}", places.size(), to_string(shape)));
    return reshape(gather_rows(reshape(x, {static_cast<int>(x.value().size())}), places), shape);
}

Index argmax(const Tensor& x) { return kernels::argmax(x); }
Index argsort_descending(const Tensor& x) { return kernels::argsort_descending(x); }
Var sort_descending(const Var& x) { return take(x, argsort_descending(x.value()), x.shape()); }

}  // namespace surefoot::ad
