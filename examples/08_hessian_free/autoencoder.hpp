// An autoencoder of curves: pictures that six numbers make, squeezed through six numbers.
//
// The pictures are made up, after the set CURVES of Hinton and Salakhutdinov (2006): so there is nothing to install, and it is
// known that six numbers are enough.
#pragma once

#include <cstdint>
#include <vector>

#include "examples/08_hessian_free/problem.hpp"
#include "nn/layers/mlp.hpp"

namespace surefoot::hessian_free {

// Each a parabola from one random point to another that bends towards a third, drawn with a soft pen: [n, side · side], paper 0
// and ink 1. Picture i is a function of the seed and of i.
ad::Tensor pictures_of_curves(int n, int side, std::uint64_t seed);

struct AutoencoderConfig {
    std::vector<int> widths = {64, 32, 16};  // of the layers down to the code; back up in the opposite order
    int code = 6;
    std::uint64_t seed = 1;  // of the first weights
};

// z are the logits of the pixels, and ℓ(z) is how far their probabilities are from the picture, in nats:
// Σ KL(x ‖ σ(z)) over the pixels, the cross entropy less what the shades x of the picture have of their own. Its least value
// is 0.
class Autoencoder : public Problem {
  public:
    Autoencoder(ad::Tensor pictures, const AutoencoderConfig& config = {});  // [n, pixels]

    nn::Samples samples() const override { return {pictures_.shape()[0], grain}; }
    ad::Tensor start() const override;
    ad::Var outputs(const ad::Var& theta, const nn::Shard& shard) const override;
    ad::Var losses(const ad::Var& z, const nn::Shard& shard) const override;
    std::unique_ptr<Problem> part(std::span<const int> samples) const override;

  private:
    static constexpr int grain = 32;  // a minibatch of 128 has four pieces

    ad::Tensor pictures_, entropies_;  // [n, pixels], [n]
    AutoencoderConfig config_;
    nn::Layout layout_;
    nn::Mlp network_;
};

}  // namespace surefoot::hessian_free
