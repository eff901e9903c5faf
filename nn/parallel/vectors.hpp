// Vectors: arithmetic on vectors as long as θ, whose elements the workers share. They are cut by their length alone, so that the
// bits are the same on any number of threads.   docs/06 §5
#pragma once

#include "autodiff/function_ref.hpp"
#include "autodiff/kernels/vectorized.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::nn {

constexpr std::ptrdiff_t usual_slice = 8192;  // elements that are worth a thread's while, where each costs a sum or two

// Calls f for slices [begin, end) of a vector, on the workers: of `slice` elements each, the last of what is left.
void for_each_slice(std::ptrdiff_t length, std::ptrdiff_t slice,
                    ad::FunctionRef<void(std::ptrdiff_t begin, std::ptrdiff_t end)> f);

// Calls f(i) for each element in the same way; f is copied into the loop, so it should hold what it needs by value.
template <class F>
void for_each_element(std::ptrdiff_t length, std::ptrdiff_t slice, F f) {
    for_each_slice(length, slice, [f](std::ptrdiff_t begin, std::ptrdiff_t end) {
        ad::kernels::vectorized([=] {
            for (std::ptrdiff_t i = begin; i < end; ++i) f(i);
        });
    });
}

// Of tensors of one shape; all else throws ShapeError.
ad::Tensor combine(ad::Real a, const ad::Tensor& x, ad::Real b, const ad::Tensor& y);  // a x + b y
ad::Tensor scaled(ad::Real a, const ad::Tensor& x);                                    // a x
double dot(const ad::Tensor& x, const ad::Tensor& y);  // Σ xᵢ yᵢ, accumulated in double

}  // namespace surefoot::nn
