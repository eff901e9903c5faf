#include "autodiff/custom_op.hpp"

#include <stdexcept>
#include <utility>

#include "autodiff/apply.hpp"

namespace surefoot::ad {

Var apply(std::shared_ptr<const CustomOp> op, const std::vector<Var>& x) {
    if (!op) throw std::invalid_argument("custom op: there is none");
    return ad::apply(Custom{std::move(op)}, x);
}

}  // namespace surefoot::ad
