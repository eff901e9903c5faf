// Normalizer: vectors brought to mean 0 and deviation 1, component by component, by the moments of all that was seen.
//
// To see and to follow are two things: a policy behind a normalizer moves with it, and may not want to move all the way.
#pragma once

#include <span>
#include <string>

#include "autodiff/pool.hpp"
#include "autodiff/tensor.hpp"

namespace surefoot::nn {

class Archive;

class Normalizer {
  public:
    explicit Normalizer(int size);

    int size() const { return static_cast<int>(mean_.size()); }
    void see(const ad::Tensor& x);  // [n, size]: into the moments, which are double in either precision
    // Moves the shift and the deviation by `part` of the way to the mean and √(variance + 1e−8) of all that was seen; the
    // first time, all the way.
    void follow(double part = 1);
    bool has_followed() const { return size() > 0 && deviation_[0] != 0; }

    // y = clip((x − shift) / deviation, −10, 10).   x, y: [n, size]. Before the first follow(), y = x.
    ad::Tensor operator()(const ad::Tensor& x) const;

    std::span<const double> mean() const { return mean_; }
    ad::pool::vector<double> variance() const;
    void archive(Archive& archive, const std::string& name);

  private:
    void prepare();

    double count_ = 0;                            // vectors seen
    ad::pool::vector<double> mean_, squares_;     // squares: Σ (x − mean)²
    ad::pool::vector<double> shift_, deviation_;  // deviation: 0 before the first follow()
    ad::Tensor shift_row_, scale_row_;            // [size]: shift and 1 / deviation
};

}  // namespace surefoot::nn
