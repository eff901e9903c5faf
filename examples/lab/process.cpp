#include "examples/lab/process.hpp"

#include <algorithm>
#include <cmath>

#include "nn/rng.hpp"

namespace surefoot::lab::process {
namespace {

std::size_t seen(std::size_t s) { return s % O; }

double kl(const Policy& old, const Policy& now, std::size_t o) {
    double sum = 0;
    for (std::size_t a = 0; a < A; ++a) sum += old[o][a] * std::log(old[o][a] / now[o][a]);
    return sum;
}

}  // namespace

Mdp::Mdp(std::uint64_t seed) {
    nn::Rng rng(seed, "mdp");
    for (std::size_t s = 0; s < S; ++s)
        for (std::size_t a = 0; a < A; ++a) {
            double total = 0;
            for (Matrix& p : next) total += p[s][a] = std::pow(rng.uniform(), 4);  // a few likely successors
            for (Matrix& p : next) p[s][a] /= total;
            reward[s][a] = rng.uniform();
        }
}

double Mdp::after(std::size_t s, std::size_t a, const Vector& V) const {
    double sum = 0;
    for (std::size_t t = 0; t < S; ++t) sum += next[t][s][a] * V[t];
    return sum;
}

// By iterating the two linear equations until nothing changes.
Evaluation evaluate(const Mdp& mdp, const Policy& pi) {
    Evaluation e;
    for (int i = 0; i < 200; ++i) {
        Vector V{}, rho;
        rho.fill(1.0 / S);
        for (std::size_t s = 0; s < S; ++s)
            for (std::size_t a = 0; a < A; ++a) {
                V[s] += pi[seen(s)][a] * (mdp.reward[s][a] + gamma * mdp.after(s, a, e.V));
                for (std::size_t t = 0; t < S; ++t) rho[t] += gamma * e.rho[s] * pi[seen(s)][a] * mdp.next[t][s][a];
            }
        e.V = V, e.rho = rho;
    }
    for (std::size_t s = 0; s < S; ++s) {
        e.eta += e.V[s] / S;
        for (std::size_t a = 0; a < A; ++a) {
            e.advantage[s][a] = mdp.reward[s][a] + gamma * mdp.after(s, a, e.V) - e.V[s];
            e.epsilon = std::max(e.epsilon, std::abs(e.advantage[s][a]));
        }
    }
    return e;
}

double max_kl(const Policy& old, const Policy& now) {
    double largest = 0;
    for (std::size_t o = 0; o < O; ++o) largest = std::max(largest, kl(old, now, o));
    return largest;
}

double surrogate_gain(const Evaluation& e, const Policy& now) {
    double sum = 0;
    for (std::size_t s = 0; s < S; ++s)
        for (std::size_t a = 0; a < A; ++a) sum += e.rho[s] * now[seen(s)][a] * e.advantage[s][a];
    return sum;
}

// For each observation, the choice of largest surrogate of all that are `radius` nats away. With a multiplier it is
// π'(a) = λ π(a) / (μ − A(a)), A(a) being what the states that look so say together: λ makes it add up to 1, and μ, which we
// search, gives the distance.
Policy best_within(const Evaluation& e, const Policy& old, double radius) {
    Policy now = old;
    for (std::size_t o = 0; o < O; ++o) {
        std::array<double, A> advantage{};
        for (std::size_t s = o; s < S; s += O)
            for (std::size_t a = 0; a < A; ++a) advantage[a] += e.rho[s] * e.advantage[s][a];
        const double top = *std::max_element(advantage.begin(), advantage.end());
        const auto at = [&](double mu) {
            double total = 0;
            for (std::size_t a = 0; a < A; ++a) total += now[o][a] = old[o][a] / (mu - advantage[a]);
            for (double& p : now[o]) p /= total;
            return kl(old, now, o);
        };
        double near = 1e-12, far = 1e9;  // μ − max A, on a logarithmic scale: the nearer, the greedier
        for (int i = 0; i < 100; ++i) {
            const double middle = std::sqrt(near * far);
            (at(top + middle) > radius ? near : far) = middle;
        }
        at(top + far);
    }
    return now;
}

// The policy that maximises L − C max KL: a search over the radius along which the bound has one maximum.
Policy best_bound(const Evaluation& e, const Policy& old, double C) {
    double best = 0, best_radius = 0;
    for (double radius = 1e-12; radius < 1; radius *= 1.1) {
        const Policy now = best_within(e, old, radius);
        const double bound = surrogate_gain(e, now) - C * max_kl(old, now);
        if (bound > best) best = bound, best_radius = radius;
    }
    return best_radius > 0 ? best_within(e, old, best_radius) : old;
}

Policy uniform() {
    Policy pi;
    for (auto& row : pi) row.fill(1.0 / A);
    return pi;
}

double penalty_factor(const Evaluation& e) { return 4 * e.epsilon * gamma / ((1 - gamma) * (1 - gamma)); }

}  // namespace surefoot::lab::process
