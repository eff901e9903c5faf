#include "nn/training/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace surefoot::nn {
namespace {

double at_least_one(long steps) {
    if (steps < 1) throw std::invalid_argument(fmt::format("schedule: {} steps", steps));
    return static_cast<double>(steps);
}

}  // namespace

Schedule constant_rate(double rate) {
    return [rate](long) { return rate; };
}

Schedule linear_rate(double from, double to, long steps) {
    return [=, last = at_least_one(steps)](long t) {
        const double way = std::min(static_cast<double>(t) / last, 1.0);
        return std::lerp(from, to, way);
    };
}

Schedule cosine_rate(double from, double to, long steps) {
    return [=, last = at_least_one(steps)](long t) {
        const double way = std::min(static_cast<double>(t) / last, 1.0);
        return to + (from - to) * (1 + std::cos(std::numbers::pi * way)) / 2;
    };
}

Schedule warm_up(long steps, Schedule then) {
    return [=, first = then(0), last = at_least_one(steps)](long t) {
        return t < steps ? first * static_cast<double>(t + 1) / last : then(t - steps);
    };
}

}  // namespace surefoot::nn
