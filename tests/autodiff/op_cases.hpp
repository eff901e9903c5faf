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
