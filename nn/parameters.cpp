#include "nn/parameters.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/layout.hpp"

namespace surefoot::nn {

// #region parameter
ad::Var Parameter::operator()(const ad::Var& theta) const {
    if (theta.is_constant()) return (*this)(theta.value());
    return reshape(slice(theta, 0, begin, begin + static_cast<int>(shape.size())), shape);
}
// #endregion parameter

ad::Tensor Parameter::operator()(const ad::Tensor& theta) const { return theta.segment(begin, shape); }

Parameter Layout::add(const std::string& name, const ad::Shape& shape, Initializer initializer, Stored stored) {
    for (const Parameter& p : parameters_)
        if (p.name == name) throw std::invalid_argument(fmt::format("layout: there is a parameter `{}` already", name));
    if (shape.size() > std::numeric_limits<int>::max() - size_)
        throw ad::ShapeError(
            fmt::format("layout: `{}` {} makes theta longer than an index can count", name, to_string(shape)));
    parameters_.push_back({name, shape, size_, stored});
    initializers_.push_back(std::move(initializer));
    size_ += static_cast<int>(shape.size());
    return parameters_.back();
}

ad::Tensor Layout::initial(Rng& rng) const {
    std::vector<ad::Tensor> parts{ad::Tensor()};
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        const ad::Shape& shape = parameters_[i].shape;
        parts.push_back(initializers_[i](shape, rng).reshaped({static_cast<int>(shape.size())}));
    }
    return ad::concatenate(parts, 0);
}

}  // namespace surefoot::nn
