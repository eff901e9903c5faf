// Normalizer: vectors brought to mean 0 and deviation 1, component by component, by the moments of all that was seen.
#pragma once

#include <string>
#include <vector>

#include "autodiff/pool.hpp"
#include "nn/archive.hpp"

namespace nn {

class Normalizer {
  public:
    explicit Normalizer(int size);  // before anything is seen, a vector is left as it is

    int size() const { return static_cast<int>(mean_.size()); }
    void see(const ad::Tensor& x);  // [n, size]: into the moments, which are double in either precision

    // y = clip((x − mean) / √(variance + 1e−8), −10, 10).   x, y: [n, size]
    ad::Tensor operator()(const ad::Tensor& x) const;

    const std::vector<double>& mean() const { return mean_; }
    ad::pool::vector<double> variance() const;
    void archive(Archive& archive, const std::string& name);

  private:
    void prepare();

    double count_ = 0;                    // vectors seen
    std::vector<double> mean_, squares_;  // squares: Σ (x − mean)²
    ad::Tensor shift_, scale_;            // [size]: mean and 1 / √(variance + 1e−8)
};

}  // namespace nn
