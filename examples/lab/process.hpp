// A small Markov decision process of which everything is known: transitions, values, advantages. So the policy that maximises
// TRPO's bound on it can be found, and the true return of each policy is a sum.   docs/13
//
// The policy sees observations that do not tell all states apart, like a network that cannot act differently wherever it
// should: else a step that is best for each observation would always be an improvement.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace surefoot::lab::process {

constexpr std::size_t S = 6, A = 3, O = 3;  // states, actions, observations: two states look alike each
constexpr double gamma = 0.7;
using Vector = std::array<double, S>;
using Matrix = std::array<std::array<double, A>, S>;  // a number for each state and action
using Policy = std::array<std::array<double, A>, O>;  // π(a|o)

struct Mdp {
    std::array<Matrix, S> next{};  // next[s'][s][a]: probability of s' after a in s
    Matrix reward{};

    explicit Mdp(std::uint64_t seed);
    double after(std::size_t s, std::size_t a, const Vector& V) const;  // E[V(s')]
};

struct Evaluation {
    Vector V{}, rho{};  // values; discounted visits ρ(s) = Σ γᵗ P(s_t = s), from a uniform start
    Matrix advantage{};
    double eta = 0, epsilon = 0;  // the return; max |A|
};
Evaluation evaluate(const Mdp& mdp, const Policy& pi);

double max_kl(const Policy& old, const Policy& now);            // over the observations, in nats
double surrogate_gain(const Evaluation& e, const Policy& now);  // L(π') − η(π) = Σ_s ρ(s) Σ_a π'(a|s) A(s,a)
double penalty_factor(const Evaluation& e);  // C = 4 ε γ / (1 − γ)² (Schulman et al. 2015, eq. 9)
Policy best_within(const Evaluation& e, const Policy& old,
                   double radius);                                    // of all that are `radius` nats away everywhere
Policy best_bound(const Evaluation& e, const Policy& old, double C);  // that maximises L − C max KL
Policy uniform();

}  // namespace surefoot::lab::process
