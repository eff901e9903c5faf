// Parameters: θ is one vector, and a network is a function of it.   docs/06 §1
//
// A Layout gives every parameter of a network its place in θ ∈ ℝⁿ; a Parameter is such a place, and applied to θ it is
// a view of it. Gradients, natural gradients and optimiser moments are vectors of the same layout, so nothing is
// ever flattened or unflattened.
#pragma once

#include <string>
#include <vector>

#include "autodiff/var.hpp"
#include "nn/init.hpp"

namespace surefoot::nn {

// How PyTorch holds what a parameter is: as it is here, or, a Linear's weight, which is [out, in] there, transposed.
enum class Stored { alike, transposed };

// A named slice of θ, seen under its shape.
struct Parameter {
    std::string name;  // "policy.0.weight"
    ad::Shape shape;
    int begin;  // its first element in θ
    Stored stored = Stored::alike;

    ad::Var operator()(const ad::Var& theta) const;        // differentiable; throws ad::ShapeError when θ is too short
    ad::Tensor operator()(const ad::Tensor& theta) const;  // the same of a plain vector: a view, no copy
};

class Layout {
  public:
    // Appends a parameter. Throws std::invalid_argument for a name that is taken, ad::ShapeError when θ gets too long.
    Parameter add(const std::string& name, const ad::Shape& shape, Initializer initializer,
                  Stored stored = Stored::alike);

    int size() const { return size_; }  // n, the length of θ
    const std::vector<Parameter>& parameters() const { return parameters_; }
    ad::Tensor initial(Rng& rng) const;  // θ before training, [n]

  private:
    std::vector<Parameter> parameters_;
    std::vector<Initializer> initializers_;
    int size_ = 0;
};

}  // namespace surefoot::nn
