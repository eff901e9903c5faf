// What the benchmarks work on: a Gaussian policy (tanh) and a batch that it sampled.
#pragma once

#include <limits>
#include <vector>

#include "bench/arithmetic.hpp"
#include "rl/experience/batch.hpp"

using namespace surefoot;

namespace bench {

inline ad::Tensor normals(const ad::Shape& shape, nn::Rng& rng) {
    ad::Tensor x = ad::Tensor::uninitialized(shape);
    for (ad::Real& v : x.write()) v = static_cast<ad::Real>(rng.normal());
    return x;
}

inline rl::Box unbounded(int n) {
    const double inf = std::numeric_limits<double>::infinity();
    return {std::vector<double>(static_cast<std::size_t>(n), -inf),
            std::vector<double>(static_cast<std::size_t>(n), inf)};
}

struct Setting {
    static constexpr int observed = 17, acted = 6;  // as a walking robot has

    nn::Rng rng{1, "bench"};
    std::vector<int> hidden;
    rl::NetworkPolicy policy;
    ad::Tensor theta;
    rl::Batch batch;

    explicit Setting(int n, const std::vector<int>& widths = {64, 64})
        : hidden(widths), policy(unbounded(observed), unbounded(acted), {.network = {.hidden = widths}}) {
        theta = policy.layout().initial(rng);
        batch.observations = normals({n, observed}, rng);
        batch.actions = rl::sample(policy(theta, batch.observations), rng);
        batch.advantages = normals({n}, rng);
    }
    std::vector<int> layers() const {
        std::vector<int> all{observed};
        all.insert(all.end(), hidden.begin(), hidden.end());
        all.push_back(acted);
        return all;
    }
    Arithmetic::Batch raw() const { return {batch.observations.data(), batch.actions.data(), batch.advantages.data()}; }
};

}  // namespace bench
