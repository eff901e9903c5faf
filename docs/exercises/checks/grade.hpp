// Grading: a check compares what an exercise computed with what is true, and says what to read when they differ.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <string>

namespace exercise {

// Not solved yet: what was compared, what was expected and what came out.
struct NotYet : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline std::string text(std::span<const double> values) {
    std::string list;
    for (const double v : values) list += fmt::format("{}{:.6g}", list.empty() ? "" : ", ", v);
    return list;
}

// Throws NotYet unless the numbers agree to a share of the largest of them.
inline void expect(const std::string& compared, std::span<const double> came_out, std::span<const double> expected,
                   double tolerance = 1e-4) {
    double scale = 1e-12;
    for (const double v : expected) scale = std::max(scale, std::abs(v));
    bool equal = came_out.size() == expected.size();
    for (std::size_t i = 0; equal && i < expected.size(); ++i)
        equal = std::abs(came_out[i] - expected[i]) <= tolerance * scale;
    if (!equal)
        throw NotYet(fmt::format("  compared   {}\n  expected   {}\n  came out   {}\n", compared, text(expected),
                                 text(came_out)));
}
inline void expect(const std::string& compared, double came_out, double expected, double tolerance = 1e-4) {
    expect(compared, std::span(&came_out, 1), std::span(&expected, 1), tolerance);
}

}  // namespace exercise
