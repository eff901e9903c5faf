// Normalising layers: each sample by its own moments (LayerNorm, RmsNorm), or each channel by the batch's (BatchNorm).
#pragma once

#include <string>

#include "nn/layers/layer.hpp"
#include "nn/parameters.hpp"

namespace surefoot::nn {

class Archive;

// y = (x − mean) / √(variance + ε) ⊙ weight + bias, over the last axis of x, which has `size` elements; the variance is
// Σ (x − mean)² / size (Ba et al. 2016; torch.nn.LayerNorm).
class LayerNorm {
  public:
    // Appends `name.weight` [size], ones, and `name.bias` [size], zeros.
    LayerNorm(Layout& layout, const std::string& name, int size, double epsilon = 1e-5);
    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;  // [..., size]. Throws ad::ShapeError.

  private:
    std::string name_;
    Parameter weight_, bias_;
    ad::Real epsilon_;
};

// y = x / √(mean of x² + ε) ⊙ weight, over the last axis (Zhang and Sennrich 2019; torch.nn.RMSNorm, whose ε is that of the
// numbers unless it is given).
class RmsNorm {
  public:
    RmsNorm(Layout& layout, const std::string& name, int size,
            double epsilon = 0);                                       // appends `name.weight`; 0: the numbers' ε
    ad::Var operator()(const ad::Var& theta, const ad::Var& x) const;  // [..., size]. Throws ad::ShapeError.

  private:
    std::string name_;
    Parameter weight_;
    ad::Real epsilon_;
};

// Mean and variance of each channel.
struct Moments {
    explicit Moments(int channels);  // 0 and 1
    Moments(ad::Tensor mean, ad::Tensor variance) : mean(std::move(mean)), variance(std::move(variance)) {}
    ad::Tensor mean, variance;  // [channels]

    // (1 − momentum) of these and momentum of the batch's: how running moments follow, as a new value.
    Moments towards(const Moments& batch, double momentum = 0.1) const;
    void archive(Archive& archive, const std::string& name);
};

// y = (x − mean) / √(variance + ε) ⊙ weight + bias, channel by channel; x: [n, channels] or [n, channels, height, width] (Ioffe
// and Szegedy 2015; torch.nn.BatchNorm1d and 2d). Behind given moments it is a layer like others. By the batch's own it
// makes every output depend on every sample: then there is no loss of a sample, and a piece of a batch would give another
// function than the batch.
class BatchNorm {
  public:
    // Appends `name.weight` [channels], ones, and `name.bias` [channels], zeros.
    BatchNorm(Layout& layout, const std::string& name, int channels, double epsilon = 1e-5);

    ad::Var operator()(const ad::Var& theta, const ad::Var& x, const Moments& moments) const;  // throws ad::ShapeError

    // By the batch's own moments, through which derivatives go: their variance is over n. The moments that are returned, for
    // `towards`, have it over n − 1. Throws ad::ShapeError, also for fewer than two numbers a channel, and
    // std::invalid_argument when pass says that x is a piece of a batch.
    struct Normalized {
        ad::Var y;
        Moments batch;
    };
    Normalized by_batch(const ad::Var& theta, const ad::Var& x, const Pass& pass = {}) const;

  private:
    ad::Var normalize(const ad::Var& theta, const ad::Var& x, const ad::Var& mean, const ad::Var& variance) const;
    int per_channel(const ad::Var& x) const;  // how many numbers x has of each

    std::string name_;
    Parameter weight_, bias_;
    ad::Real epsilon_;
};

}  // namespace surefoot::nn
