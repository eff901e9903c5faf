// What the rewards, resets and observations of the MuJoCo tasks are made of.
#pragma once

#include <algorithm>
#include <numeric>
#include <span>

#include "nn/rng.hpp"

namespace surefoot::rl {

inline double sum_of_squares(std::span<const double> values) {
    return std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
}

inline void add_uniform(std::span<double> values, double scale, nn::Rng& rng) {  // noise on [-scale, scale)
    for (double& v : values) v += rng.uniform(-scale, scale);
}

inline void add_normal(std::span<double> values, double scale, nn::Rng& rng) {  // of standard deviation `scale`
    for (double& v : values) v += scale * rng.normal();
}

// Writes numbers one behind the other. There must be room for them.
class Writer {
  public:
    explicit Writer(std::span<double> out) : rest_(out) {}

    Writer& operator<<(double value) {
        rest_.front() = value;
        rest_ = rest_.subspan(1);
        return *this;
    }
    Writer& operator<<(std::span<const double> values) {
        for (const double v : values) *this << v;
        return *this;
    }
    Writer& clipped(std::span<const double> values, double limit) {  // to ±limit
        for (const double v : values) *this << std::clamp(v, -limit, limit);
        return *this;
    }

  private:
    std::span<double> rest_;
};

}  // namespace surefoot::rl
