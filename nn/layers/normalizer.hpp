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
    Normalizer() = default;  // of no size: leaves everything as it is
    // The last `plain` components are left as they are, within ±limit: zeros and ones that say what is, not how much.
    explicit Normalizer(int size, int plain = 0);

    int size() const { return static_cast<int>(mean_.size()); }
    void see(const ad::Tensor& x);  // [n, size]: into the moments, which are double in either precision
    // Moves the shift and the deviation by `part` of the way to the mean and √(variance + 1e−8) of all that was seen; the
    // first time, all the way.
    void follow(double part = 1);

    // y = clip((x − shift) / deviation, −limit, limit).   x, y: [n, size]. Before the first follow(), y = x.
    ad::Tensor operator()(const ad::Tensor& x) const;
    static constexpr double limit = 10;
    bool has_followed() const { return size() > 0 && deviation_[0] != 0; }  // so that y is not x
    const ad::Tensor& shift() const { return shift_row_; }  // [size], as it is applied; empty until then
    const ad::Tensor& scale() const { return scale_row_; }  // [size]: 1 / deviation

    std::span<const double> mean() const { return mean_; }
    ad::pool::vector<double> variance() const;
    void archive(Archive& archive, const std::string& name);

  private:
    void prepare();

    int plain_ = 0;
    double count_ = 0;                            // vectors seen
    ad::pool::vector<double> mean_, squares_;     // squares: Σ (x − mean)²
    ad::pool::vector<double> shift_, deviation_;  // deviation: 0 before the first follow()
    ad::Tensor shift_row_, scale_row_;
};

}  // namespace surefoot::nn
