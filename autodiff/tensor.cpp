#include "autodiff/tensor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "autodiff/error.hpp"

namespace surefoot::ad {

Tensor::Tensor() : shape_({0}) {}

Tensor Tensor::uninitialized(const Shape& shape) {
    Storage storage(shape.size());
    Real* data = storage.data();
    return Tensor(std::move(storage), data, shape);
}

Tensor Tensor::full(const Shape& shape, Real value) {
    Tensor tensor = uninitialized(shape);
    std::fill_n(tensor.write().data(), tensor.size(), value);
    return tensor;
}

Tensor Tensor::scalar(Real value) { return full({}, value); }

Tensor Tensor::vector(std::span<const Real> values) {
    Tensor tensor = uninitialized({static_cast<int>(values.size())});
    std::copy_n(values.data(), tensor.size(), tensor.write().data());
    return tensor;
}

Tensor Tensor::vector(std::initializer_list<Real> values) { return vector(std::span(values.begin(), values.size())); }

Tensor Tensor::of(const Shape& shape, std::initializer_list<Real> values) {
    if (static_cast<std::ptrdiff_t>(values.size()) != shape.size())
        throw ShapeError(
            fmt::format("Tensor::of: {} takes {} values, got {}", to_string(shape), shape.size(), values.size()));
    return vector(values).reshaped(shape);
}

Real Tensor::operator[](std::ptrdiff_t i) const {
    if (i < 0 || i >= size_)
        throw ShapeError(fmt::format("tensor {}: no element {} among {}", to_string(shape_), i, size_));
    return data()[i];
}

Real Tensor::at(int i, int j) const {
    if (rank() != 2 || i < 0 || i >= shape_[0] || j < 0 || j >= shape_[1])
        throw ShapeError(fmt::format("tensor {}: no element ({}, {})", to_string(shape_), i, j));
    return data()[static_cast<std::ptrdiff_t>(i) * shape_[1] + j];
}

Real Tensor::item() const {
    if (size_ != 1) throw ShapeError(fmt::format("item: {} does not hold exactly one element", to_string(shape_)));
    return *data();
}

Tensor Tensor::reshaped(const Shape& shape) const {
    if (shape.size() != size_)
        throw ShapeError(fmt::format("reshape: {} to {}: {} elements cannot become {}", to_string(shape_),
                                     to_string(shape), size_, shape.size()));
    return Tensor(storage_, data_, shape);
}

Tensor Tensor::rows(std::ptrdiff_t begin, std::ptrdiff_t end) const {
    if (rank() == 0 || begin < 0 || end < begin || end > shape_[0])
        throw ShapeError(fmt::format("rows: [{}, {}) of {}", begin, end, to_string(shape_)));
    const std::ptrdiff_t row = around(shape_, 0).inner;
    return Tensor(storage_, data_ + begin * row, shape_.with(0, static_cast<int>(end - begin)));
}

Tensor Tensor::segment(std::ptrdiff_t begin, const Shape& shape) const {
    if (begin < 0 || begin > size_ || shape.size() > size_ - begin)
        throw ShapeError(fmt::format("segment: {} from element {} of {}", to_string(shape), begin, to_string(shape_)));
    return Tensor(storage_, data_ + begin, shape);
}

Tensor Tensor::borrowed() const { return Tensor(Storage(), data_, shape_); }

std::span<Real> Tensor::write() {
    if (!writable()) throw std::logic_error("Tensor::write: the reals are shared with another tensor");
    return {data_, static_cast<std::size_t>(size_)};
}

bool same_bits(const Tensor& a, const Tensor& b) {
    return a.shape() == b.shape() && (a.size() == 0 || std::memcmp(a.data(), b.data(), a.values().size_bytes()) == 0);
}

std::string to_string(const Tensor& tensor) {
    constexpr std::ptrdiff_t shown = 8;
    std::string text = to_string(tensor.shape()) + " {";
    for (std::ptrdiff_t i = 0; i < std::min(tensor.size(), shown); ++i)
        text += fmt::format("{}{}", i > 0 ? ", " : "", tensor[i]);
    return text + (tensor.size() > shown ? ", …}" : "}");
}

}  // namespace surefoot::ad
