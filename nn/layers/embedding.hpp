// Embeddings: a vector for each of finitely many things, and one for each place in a sequence.
#pragma once

#include <string>

#include "autodiff/ops/indexing.hpp"
#include "nn/parameters.hpp"

namespace surefoot::nn {

// Row `token` of a table (torch.nn.Embedding).
class Embedding {
  public:
    // Appends `name.weight` [count, width], normal with deviation 1 unless said otherwise.
    Embedding(Layout& layout, const std::string& name, int count, int width, const Initializer& weight = normal(0, 1));
    ad::Var operator()(const ad::Var& theta,
                       const ad::Index& tokens) const;  // → [tokens, width]. Throws ad::ShapeError.

  private:
    std::string name_;
    Parameter table_;
};

// x + P[0 … t), a vector learned for each place: x: [n, t, width].
class PositionalEmbedding {
  public:
    // Appends `name.weight` [length, width]. Throws ad::ShapeError for a sequence longer than `length`.
    PositionalEmbedding(Layout& layout, const std::string& name, int length, int width,
                        const Initializer& weight = normal(0, 0.02));
    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;

  private:
    std::string name_;
    Parameter table_;
};

// The same without parameters: sines and cosines of the place, in wave lengths from 2π to 10,000 · 2π (Vaswani et al. 2017,
// §3.5).   → [length, width]
ad::Tensor sinusoidal_positions(int length, int width);

}  // namespace surefoot::nn
