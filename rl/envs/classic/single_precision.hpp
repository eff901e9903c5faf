// What Gymnasium's classic control gives out in single precision, though its equations are in double.
#pragma once

#include <utility>
#include <vector>

#include "rl/envs/space.hpp"

namespace surefoot::rl {

inline double nearest_float(double x) { return double{static_cast<float>(x)}; }

// Bounds as the arrays of float that Gymnasium has: an observation that was rounded past 0.6 does not lie outside them.
inline Box float_box(std::vector<double> low, std::vector<double> high) {
    for (double& bound : low) bound = nearest_float(bound);
    for (double& bound : high) bound = nearest_float(bound);
    return {std::move(low), std::move(high)};
}

}  // namespace surefoot::rl
