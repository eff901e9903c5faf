// Solution of exercise 05.
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers gae(std::span<const double> rewards, std::span<const double> values, double final_value, double gamma,
            double lambda) {
    Numbers A(rewards.size());
    double next_value = final_value, next_A = 0;
    for (std::size_t t = A.size(); t-- > 0;) {
        A[t] = next_A = rewards[t] + gamma * next_value - values[t] + gamma * lambda * next_A;
        next_value = values[t];
    }
    return A;
}

}  // namespace exercise
