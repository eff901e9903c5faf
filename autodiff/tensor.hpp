// Tensor: a dense, row-major, contiguous array of reals, rank 0 to 4.
//
// A Tensor is a handle. Copying it copies the handle; the reals are shared, and nobody writes to reals that are
// shared. Reshapes and slices of leading rows are views of the same storage.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>

#include "autodiff/real.hpp"
#include "autodiff/shape.hpp"
#include "autodiff/storage.hpp"

namespace surefoot::ad {

class Tensor {
  public:
    Tensor();  // shape [0]
    static Tensor uninitialized(const Shape& shape);
    static Tensor full(const Shape& shape, Real value);
    static Tensor zeros(const Shape& shape) { return full(shape, 0); }
    static Tensor scalar(Real value);                    // shape []
    static Tensor vector(std::span<const Real> values);  // shape [n]
    static Tensor vector(std::initializer_list<Real> values);
    static Tensor of(const Shape& shape, std::initializer_list<Real> values);  // throws ShapeError on a wrong count

    const Shape& shape() const { return shape_; }
    int rank() const { return shape_.rank(); }
    std::ptrdiff_t size() const { return size_; }

    const Real* data() const { return data_; }
    std::span<const Real> values() const { return {data(), static_cast<std::size_t>(size_)}; }
    Real operator[](std::ptrdiff_t i) const;  // i-th element in row-major order; throws ShapeError
    Real at(int i, int j) const;              // element of a matrix; throws ShapeError
    Real item() const;                        // the one element; throws ShapeError when there is not exactly one

    // Views: the same reals under another shape.
    Tensor reshaped(const Shape& shape) const;  // throws ShapeError unless the size is the same
    Tensor rows(std::ptrdiff_t begin,
                std::ptrdiff_t end) const;  // rows [begin, end) of the leading axis; throws ShapeError
    Tensor segment(std::ptrdiff_t begin, const Shape& shape) const;  // the reals from `begin` on; throws ShapeError

    // The same reals without a share in them: it must not outlive this tensor, and nobody can write to it. For threads
    // that read one θ: they need not count its handles, all on one cache line.
    Tensor borrowed() const;

    // The reals, to write to. Throws std::logic_error when other handles share them: whoever fills a tensor does so
    // before handing it on.
    std::span<Real> write();
    bool writable() const { return storage_.unique() || size_ == 0; }

  private:
    Tensor(Storage storage, Real* data, const Shape& shape)
        : storage_(std::move(storage)), data_(data), size_(shape.size()), shape_(shape) {}

    Storage storage_;  // none when borrowed
    Real* data_ = nullptr;
    std::ptrdiff_t size_ = 0;
    Shape shape_;
};

bool same_bits(const Tensor& a,
               const Tensor& b);              // equal shapes and equal bits, NaN payloads and signs of zero included
std::string to_string(const Tensor& tensor);  // shape and values, long tensors shortened

}  // namespace surefoot::ad
