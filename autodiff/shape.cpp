#include "autodiff/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "autodiff/error.hpp"

namespace surefoot::ad {

Shape::Shape(std::initializer_list<int> extents) : rank_(static_cast<int>(extents.size())) {
    if (extents.size() > max_rank)
        throw ShapeError(fmt::format("shape: rank {} is above the maximum of {}", extents.size(), max_rank));
    std::copy(extents.begin(), extents.end(), extents_.begin());
    check();
}

void Shape::check() const {
    // Of the axes that are not empty, so that dropping an empty one cannot overflow either.
    std::ptrdiff_t elements = 1;
    for (int k = 0; k < rank_; ++k) {
        const int extent = extents_[static_cast<std::size_t>(k)];
        if (extent < 0) throw ShapeError(fmt::format("shape: extent {} is negative", extent));
        constexpr std::ptrdiff_t most = std::numeric_limits<std::ptrdiff_t>::max() / 16;
        if (__builtin_mul_overflow(elements, std::max(extent, 1), &elements) || elements > most)
            throw ShapeError("shape: more elements than memory can address");
    }
}

void Shape::refuse_axis(int axis) const {
    throw ShapeError(fmt::format("axis {} of {}: a rank-{} tensor has no such axis", axis, to_string(*this), rank_));
}

Shape Shape::with(int k, int extent) const {
    Shape shape = *this;
    shape.extents_[static_cast<std::size_t>(axis(k))] = extent;
    shape.check();
    return shape;
}

Shape Shape::without(int k) const {
    Shape shape;
    for (int i = 0; i < rank_; ++i)
        if (i != axis(k)) shape.extents_[static_cast<std::size_t>(shape.rank_++)] = (*this)[i];
    return shape;
}

Shape Shape::with_new(int k, int extent) const {
    const int place = k < 0 ? k + rank_ + 1 : k;
    if (rank_ == max_rank || place < 0 || place > rank_)
        throw ShapeError(fmt::format("no room for a new axis {} in {}", k, to_string(*this)));
    Shape shape;
    for (int i = 0; i <= rank_; ++i)
        shape.extents_[static_cast<std::size_t>(shape.rank_++)] = i == place ? extent : (*this)[i < place ? i : i - 1];
    shape.check();
    return shape;
}

std::array<int, Shape::max_rank> Shape::padded() const {
    std::array<int, max_rank> padded{1, 1, 1, 1};
    for (int k = 0; k < rank_; ++k)
        padded[static_cast<std::size_t>(max_rank - rank_ + k)] = extents_[static_cast<std::size_t>(k)];
    return padded;
}

std::string to_string(const Shape& shape) {
    std::string text = "[";
    for (int k = 0; k < shape.rank(); ++k) text += fmt::format("{}{}", k > 0 ? "," : "", shape[k]);
    return text + "]";
}

AxisView around(const Shape& shape, int axis) {
    const int k = shape.axis(axis);
    AxisView view{1, shape[k], 1};
    for (int i = 0; i < k; ++i) view.outer *= shape[i];
    for (int i = k + 1; i < shape.rank(); ++i) view.inner *= shape[i];
    return view;
}

}  // namespace surefoot::ad
