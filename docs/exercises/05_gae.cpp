// 05  Generalised advantage estimation. Chapter 9, §3 (docs/09-baselines-and-gae.md).
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers gae(std::span<const double> rewards, std::span<const double> values, double final_value, double gamma,
            double lambda) {
    // The hole: this is δ_t, the estimate for λ = 0, which looks one step ahead.
    static_cast<void>(lambda);
    Numbers A(rewards.size());
    for (std::size_t t = 0; t < A.size(); ++t)
        A[t] = rewards[t] + gamma * (t + 1 < values.size() ? values[t + 1] : final_value) - values[t];
    return A;
}

}  // namespace exercise
