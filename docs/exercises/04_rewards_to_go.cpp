// 04  Rewards-to-go. Chapter 8, §3 (docs/08-policy-gradient-and-reinforce.md).
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers rewards_to_go(std::span<const double> rewards, double gamma) {
    // The hole: this gives every action the whole return, what came before it included.
    double whole = 0, weight = 1;
    for (const double r : rewards) whole += weight * r, weight *= gamma;
    return Numbers(rewards.size(), whole);
}

}  // namespace exercise
