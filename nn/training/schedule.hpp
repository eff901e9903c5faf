// Schedules: the learning rate of a step as a function of how many were taken before it, and of nothing else.
#pragma once

#include <functional>

namespace surefoot::nn {

// The learning rate of step t = 0, 1, …; `optimizer.descend(theta, gradient, schedule(t))`.
using Schedule = std::function<double(long t)>;

Schedule constant_rate(double rate);
// On the line from `from` at t = 0 to `to` at t = steps, and `to` after that (PyTorch's LinearLR). All below throw
// std::invalid_argument unless steps ≥ 1.
Schedule linear_rate(double from, double to, long steps);
// On half a period of a cosine from `from` at t = 0 to `to` at t = steps, and `to` after that (PyTorch's CosineAnnealingLR,
// which would turn back; Loshchilov and Hutter 2017, eq. 5).
Schedule cosine_rate(double from, double to, long steps);
// (t + 1) / steps of the first rate of `then` while t < steps, and from t = steps on `then` from its beginning.
Schedule warm_up(long steps, Schedule then);

}  // namespace surefoot::nn
