// Solution of exercise 04.
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers rewards_to_go(std::span<const double> rewards, double gamma) {
    Numbers G(rewards.begin(), rewards.end());
    for (std::size_t t = G.size(); t-- > 1;) G[t - 1] += gamma * G[t];
    return G;
}

}  // namespace exercise
