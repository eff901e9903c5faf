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
    std::ptrdiff_t size() const;     // number of elements: the product of the extents, 1 for a scalar
    int operator[](int axis) const;  // extent of an axis; −1 is the last; throws ShapeError
    int axis(int axis) const;        // the axis counted from 0, given it counted from either end; throws ShapeError
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
