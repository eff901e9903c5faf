// Shape: the extents of a dense, row-major tensor of rank 0 to 4.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>

namespace surefoot::ad {

class Shape {
  public:
    static constexpr int max_rank = 4;

    Shape() = default;                          // rank 0: a scalar, one element
    Shape(std::initializer_list<int> extents);  // throws ShapeError: rank above 4, or a negative extent

    int rank() const { return rank_; }
    // Number of elements: the product of the extents, 1 for a scalar.
    std::ptrdiff_t size() const {
        std::ptrdiff_t n = 1;
        for (int k = 0; k < rank_; ++k) n *= extents_[static_cast<std::size_t>(k)];
        return n;
    }
    // Extent of an axis; −1 is the last. Throws ShapeError.
    int operator[](int k) const { return extents_[static_cast<std::size_t>(axis(k))]; }
    // The axis counted from 0, given it counted from either end. Throws ShapeError.
    int axis(int axis) const {
        const int k = axis < 0 ? axis + rank_ : axis;
        if (k < 0 || k >= rank_) refuse_axis(axis);
        return k;
    }
    bool operator==(const Shape& other) const {  // the extents beyond the rank are 0
        return rank_ == other.rank_ && extents_[0] == other.extents_[0] && extents_[1] == other.extents_[1] &&
               extents_[2] == other.extents_[2] && extents_[3] == other.extents_[3];
    }

    Shape with(int axis, int extent) const;      // the same shape but for one extent
    Shape without(int axis) const;               // the same shape with one axis dropped
    Shape with_new(int axis, int extent) const;  // the same shape with one axis more, in front of `axis`

    // The extents padded with ones in front to rank 4: what the kernels loop over.
    std::array<int, max_rank> padded() const;

  private:
    void check() const;  // throws ShapeError: a negative extent, or more elements than an index can count
    [[noreturn]] void refuse_axis(int axis) const;

    std::array<int, max_rank> extents_{};
    int rank_ = 0;
};

std::string to_string(const Shape& shape);  // "[64,17]", "[]" for a scalar

// A tensor of any rank seen as [outer, extent, inner] around one axis: how reductions, slices and joins walk it.
struct AxisView {
    std::ptrdiff_t outer, extent, inner;
};
AxisView around(const Shape& shape, int axis);

}  // namespace surefoot::ad
