#include "examples/08_hessian_free/autoencoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/training/loss.hpp"

namespace surefoot::hessian_free {

using ad::Real;
using ad::Tensor;
using ad::Var;

Tensor pictures_of_curves(int n, int side, std::uint64_t seed) {
    constexpr int dots = 40;     // along a curve
    constexpr double pen = 0.7;  // deviation of the pen's ink, in pixels
    Tensor pictures = Tensor::uninitialized({n, side * side});
    auto pixel = pictures.write().begin();
    for (int picture = 0; picture < n; ++picture) {
        nn::Rng rng(seed, "curves", static_cast<std::uint32_t>(picture));
        std::array<double, 3> a, b;  // rows and columns of the three points
        for (int i = 0; i < 3; ++i) a[i] = rng.uniform(1, side - 2), b[i] = rng.uniform(1, side - 2);
        std::array<std::array<double, 2>, dots> curve;
        for (int k = 0; k < dots; ++k) {
            const double t = k / (dots - 1.0), u = 1 - t;
            curve[k] = {u * u * a[0] + 2 * u * t * a[1] + t * t * a[2], u * u * b[0] + 2 * u * t * b[1] + t * t * b[2]};
        }
        for (int i = 0; i < side; ++i)
            for (int j = 0; j < side; ++j) {
                double nearest = 1e9;
                for (const auto& [y, x] : curve) nearest = std::min(nearest, (y - i) * (y - i) + (x - j) * (x - j));
                *pixel++ = static_cast<Real>(std::exp(-nearest / (2 * pen * pen)));
            }
    }
    return pictures;
}

namespace {

nn::MlpConfig both_ways(int pixels, const AutoencoderConfig& config) {
    std::vector<int> hidden = config.widths;
    hidden.push_back(config.code);
    hidden.insert(hidden.end(), config.widths.rbegin(), config.widths.rend());
    return {.in = pixels, .out = pixels, .hidden = hidden, .activation = ad::tanh};
}

// −Σ x log x + (1 − x) log(1 − x) over the pixels of each picture, 0 log 0 being 0: the least cross entropy that it can have.
Tensor entropies(const Tensor& pictures) {
    const int n = pictures.shape()[0];
    const auto pixels = static_cast<std::size_t>(pictures.shape()[1]);
    const auto part = [](double x) { return x > 0 ? -x * std::log(x) : 0.0; };
    Tensor of = Tensor::uninitialized({n});
    for (int i = 0; i < n; ++i) {
        double sum = 0;
        for (const Real x : pictures.values().subspan(static_cast<std::size_t>(i) * pixels, pixels))
            sum += part(double{x}) + part(1 - double{x});
        of.write()[static_cast<std::size_t>(i)] = static_cast<Real>(sum);
    }
    return of;
}

}  // namespace

Autoencoder::Autoencoder(Tensor pictures, const AutoencoderConfig& config)
    : pictures_(std::move(pictures)),
      entropies_(entropies(pictures_)),
      config_(config),
      network_(layout_, "autoencoder", both_ways(pictures_.shape()[1], config)) {}

Tensor Autoencoder::start() const {
    nn::Rng rng(config_.seed, "autoencoder");
    return layout_.initial(rng);
}

Var Autoencoder::outputs(const Var& theta, const nn::Shard& shard) const {
    return network_(theta, shard.of(pictures_));
}

Var Autoencoder::losses(const Var& z, const nn::Shard& shard) const {
    return sum(nn::binary_negative_log_likelihood(z, shard.of(pictures_)), 1) - shard.of(entropies_);
}

std::unique_ptr<Problem> Autoencoder::part(std::span<const int> samples) const {
    auto part = std::make_unique<Autoencoder>(*this);
    part->pictures_ = ad::gather_rows(pictures_, samples);
    part->entropies_ = ad::gather_rows(entropies_.reshaped({entropies_.shape()[0], 1}), samples)
                           .reshaped({static_cast<int>(samples.size())});
    return part;
}

}  // namespace surefoot::hessian_free
