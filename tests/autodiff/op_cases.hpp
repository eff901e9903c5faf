// The cases on which ops are checked: for each op a name, a function that calls it, and points to check it at.
//
// Every file of tests/autodiff/ops registers the cases of its ops; op_test.cpp fails for an op that has none.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "autodiff/check.hpp"
#include "autodiff/tape.hpp"

using namespace surefoot;

struct OpCase {
    ad::Function f;
    std::vector<std::vector<ad::Tensor>> points;
};

// All cases of all ops, filled before main runs.
inline std::multimap<std::string, OpCase, std::less<>>& op_cases() {
    static std::multimap<std::string, OpCase, std::less<>> cases;
    return cases;
}

struct RegisterOp {
    RegisterOp(std::string_view op, ad::Function f, std::vector<std::vector<ad::Tensor>> points) {
        op_cases().emplace(std::string(op), OpCase{std::move(f), std::move(points)});
    }
};

// A tensor of numbers in ±[low, high] (or [low, high] when positive), irregular and the same in every run.
inline ad::Tensor sample(const ad::Shape& shape, double low = 0.3, double high = 1.7, bool positive = false,
                         unsigned seed = 1) {
    ad::Tensor x = ad::Tensor::uninitialized(shape);
    std::uint64_t state = 0x9E3779B97F4A7C15ull * (seed + 1);
    for (ad::Real& v : x.write()) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        const double u = static_cast<double>(state >> 11) * 0x1p-53;
        v = static_cast<ad::Real>((positive || (state >> 3 & 1) ? 1 : -1) * (low + (high - low) * u));
    }
    return x;
}

// Functions of one and of two tensors, as the checker takes them.
inline ad::Function on_one(std::function<ad::Var(const ad::Var&)> f) {
    return [f = std::move(f)](std::span<const ad::Var> x) { return f(x[0]); };
}
inline ad::Function on_two(std::function<ad::Var(const ad::Var&, const ad::Var&)> f) {
    return [f = std::move(f)](std::span<const ad::Var> x) { return f(x[0], x[1]); };
}

// Points for an elementwise op of one input: several shapes, the scalar and the empty one included.
inline std::vector<std::vector<ad::Tensor>> points_of_one(bool positive = false) {
    std::vector<std::vector<ad::Tensor>> points;
    for (const ad::Shape& shape : {ad::Shape{}, {5}, {2, 3}, {2, 1, 3, 2}, {0}, {3, 0}})
        points.push_back({sample(shape, 0.3, 1.7, positive)});
    return points;
}
// The same for two inputs, and a scalar with anything. The second input is kept from 0, and from the first.
inline std::vector<std::vector<ad::Tensor>> points_of_two() {
    std::vector<std::vector<ad::Tensor>> points;
    const std::vector<std::pair<ad::Shape, ad::Shape>> shapes{
        {{}, {}},     {{4}, {4}}, {{2, 3}, {2, 3}}, {{}, {3, 2}},
        {{3, 2}, {}}, {{0}, {0}}, {{0, 2}, {}},     {{2, 1, 2, 2}, {2, 1, 2, 2}}};
    for (const auto& [a, b] : shapes) points.push_back({sample(a, 0.3, 1.0, false, 3), sample(b, 1.2, 2.0, false, 4)});
    return points;
}
