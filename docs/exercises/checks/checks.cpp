// The checks of the exercises: `exercise 03` grades the third, `exercise all docs/exercises` all of them. Exit status 0: solved; 1: not yet, with what was compared,
// what came out and what to read; 2: there is no such exercise.
#include <cmath>
#include <filesystem>
#include <numbers>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"
#include "docs/exercises/checks/grade.hpp"
#include "docs/exercises/exercises.hpp"

using namespace surefoot;

namespace exercise {
namespace {

Numbers numbers(const Tensor& x) { return {x.values().begin(), x.values().end()}; }

void vjp_rule() {
    const Tensor x = Tensor::vector({-3, -0.5, 0, 0.7, 4}), y_bar = Tensor::vector({1, -2, 0.5, 3, 1});
    ad::Tape tape;
    const Var at = tape.variable(x);
    const Tensor expected = ad::vjp(at * sigmoid(at), at, y_bar);
    expect("x_bar of x sigma(x) with the engine's, at x = -3, -0.5, 0, 0.7, 4", numbers(swish_vjp(y_bar, x).value()),
           numbers(expected));
    // Recorded, the rule can be differentiated again
    const Tensor second = ad::grad(sum(swish_vjp(y_bar, at)), at);
    const Tensor expected_second = ad::hvp(sum(at * sigmoid(at) * y_bar), at, Tensor::full({5}, 1));
    expect("the derivative of the rule itself, with the engine's", numbers(second), numbers(expected_second));
}

void jvp_rule() {
    const Tensor A = Tensor::of({2, 2}, {1, 2, 3, 4}), B = Tensor::of({2, 2}, {0, 1, -1, 2});
    const Tensor A_dot = Tensor::of({2, 2}, {1, 0, 2, -1}), B_dot = Tensor::of({2, 2}, {3, 1, 0, -2});
    const Real h = static_cast<Real>(1e-3);
    const auto product = [](const Tensor& a, const Tensor& b) { return matmul(Var(a), Var(b)).value(); };
    const Tensor difference =
        (1 / (2 * h)) * (product(A + h * A_dot, B + h * B_dot) - product(A - h * A_dot, B - h * B_dot));
    expect("C_dot of A B with central differences, both A and B moving",
           numbers(product_jvp(A, A_dot, B, B_dot).value()), numbers(difference), 1e-3);
}

void stable_log_sum_exp() {
    const Numbers small{0, 1, 2}, large{1000, 1000}, tiny{-1000, -1001}, nothing{-INFINITY, 5};
    expect("log(e^0 + e^1 + e^2)", log_sum_exp(small), std::log(1 + std::exp(1.0) + std::exp(2.0)));
    expect("log(e^1000 + e^1000)", log_sum_exp(large), 1000 + std::log(2.0));
    expect("log(e^-1000 + e^-1001)", log_sum_exp(tiny), -1000 + std::log1p(std::exp(-1.0)));
    expect("log(e^-infinity + e^5)", log_sum_exp(nothing), 5);
}

void to_go() {
    const Numbers rewards{1, 0, 2, 4};
    expect("G of the rewards 1, 0, 2, 4 with gamma = 0.5", rewards_to_go(rewards, 0.5), Numbers{2, 2, 4, 4});
    expect("G of the same with gamma = 1", rewards_to_go(rewards, 1), Numbers{7, 6, 6, 4});
    expect("G of no rewards", rewards_to_go({}, 0.9), Numbers{});
}

void advantages() {
    const Numbers rewards{1, 2, 3}, values{0.5, 1, 1.5};
    const double gamma = 0.9, last = 2;
    const Numbers delta{1 + gamma * 1 - 0.5, 2 + gamma * 1.5 - 1, 3 + gamma * last - 1.5};
    expect("GAE with lambda = 0: the one-step residuals", gae(rewards, values, last, gamma, 0), delta);
    const double gl = gamma * 0.8;
    expect("GAE with lambda = 0.8: residuals summed with weights (gamma lambda)^l",
           gae(rewards, values, last, gamma, 0.8),
           Numbers{delta[0] + gl * delta[1] + gl * gl * delta[2], delta[1] + gl * delta[2], delta[2]});
    const double G0 = 1 + gamma * (2 + gamma * (3 + gamma * last));
    expect("GAE with lambda = 1, at the first step: the return less its value", gae(rewards, values, last, gamma, 1)[0],
           G0 - 0.5);
}

void kl() {
    // By the definition: the mean under the old one of log old - log new, as a sum over a fine grid
    const auto by_definition = [](double m0, double s0, double m1, double s1) {
        double sum = 0;
        constexpr int n = 20'000;
        for (int i = 0; i < n; ++i) {
            const double z = -10 + 20 * (i + 0.5) / n, x = m0 + s0 * z;
            const double log_old = -0.5 * z * z - std::log(s0),
                         log_new = -0.5 * (x - m1) * (x - m1) / (s1 * s1) - std::log(s1);
            sum += std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi) * (log_old - log_new) * 20 / n;
        }
        return sum;
    };
    for (const auto& [m0, s0, m1, s1] : {std::array{0.0, 1.0, 1.0, 1.0}, {0.0, 1.0, 0.0, 2.0}, {1.0, 0.5, -1.0, 3.0}})
        expect(fmt::format("KL(N({}, {}^2) || N({}, {}^2)) with its definition, summed over a grid", m0, s0, m1, s1),
               kl_of_gaussians(m0, s0, m1, s1), by_definition(m0, s0, m1, s1));
}

void metric() {
    const Numbers p{0.2, 0.5, 0.3};
    expect("M times the direction (1, 1, 1): adding a number to all logits changes nothing",
           fisher_metric(p, Numbers{1, 1, 1}), Numbers{0, 0, 0});
    // E[score score^T] z, the score of action a being e_a - p
    const Numbers z{1, -2, 0.5};
    Numbers expected(3);
    for (std::size_t a = 0; a < 3; ++a) {
        double along = z[a];
        for (std::size_t j = 0; j < 3; ++j) along -= p[j] * z[j];
        for (std::size_t i = 0; i < 3; ++i) expected[i] += p[a] * ((i == a) - p[i]) * along;
    }
    expect("M z with the mean of score score^T z over the actions", fisher_metric(p, z), expected);
}

void solver() {
    // Eigenvalues 1, 10, 100: steepest descent zigzags, conjugate gradients need three products
    const Tensor diagonal = Tensor::vector({1, 10, 100}), b = Tensor::vector({1, 1, 1});
    int products = 0;
    const auto F = [&](const Tensor& v) {
        ++products;
        return diagonal * v;
    };
    const Tensor x = conjugate_gradient(F, b, 3);
    expect("x with diag(1, 10, 100) x = (1, 1, 1), after three iterations", numbers(x), Numbers{1, 0.1, 0.01}, 1e-3);
    expect("how many products were taken", products, 3);
}

void scaling() {
    expect("beta for x^T F x = 8, delta = 0.01", step_scale(8, 0.01), 0.05);
    expect("the model's KL, beta^2 x^T F x / 2, for x^T F x = 0.3, delta = 0.02",
           std::pow(step_scale(0.3, 0.02), 2) * 0.3 / 2, 0.02);
}

void search() {
    const auto at = [](double gain_until, double kl_at_one) {
        return [=](double t) { return Trial{t < gain_until ? t : -t, kl_at_one * t * t}; };
    };
    expect("a step that is good as proposed", line_search(at(2, 0.005), 0.01), 1);
    expect("a step that leaves the region: KL 0.03 at its end", line_search(at(2, 0.03), 0.01), 0.5);
    expect("a step whose surrogate falls beyond 0.3 of it, though the KL would allow it",
           line_search(at(0.3, 0.001), 0.01), 0.25);
    expect("a step that gains only at the tenth trial, 1/512 of it", line_search(at(0.003, 0.001), 0.01), 1.0 / 512);
    expect("a step that would gain at an eleventh trial only", line_search(at(0.0015, 0.001), 0.01), 0);
    expect("a step that never gains: theta stays where it is", line_search(at(0, 0.001), 0.01), 0);
    expect("a KL that is not a number", line_search([](double) { return Trial{1, std::nan("")}; }, 0.01), 0);
}

void clip() {
    for (const auto& [ratio, A, expected, why] :
         {std::tuple{1.0, 2.0, 2.0, "at the old policy"},
          {1.5, 2.0, 2.4, "a good action, already 1.5 times as probable: no more to gain"},
          {0.5, -2.0, -1.6, "a bad action, already half as probable: no more to gain"},
          {0.5, 2.0, 1.0, "a good action that became less probable: it must be able to come back"},
          {1.5, -2.0, -3.0, "a bad action that became more probable: it must be able to come back"}})
        expect(fmt::format("ratio {}, advantage {}, epsilon 0.2: {}", ratio, A, why), clipped_objective(ratio, A, 0.2),
               expected);
}

void hessian() {
    // f = x0^2 x1 + x1^3, H = [[2 x1, 2 x0], [2 x0, 6 x1]] at (2, 3)
    const auto f = [](const Var& x) {
        const Var x0 = sum(x * Tensor::vector({1, 0})), x1 = sum(x * Tensor::vector({0, 1}));
        return x0 * x0 * x1 + x1 * x1 * x1;
    };
    const Tensor x = Tensor::vector({2, 3});
    expect("H (1, 0) of x0^2 x1 + x1^3 at (2, 3)", numbers(hessian_vector_product(f, x, Tensor::vector({1, 0}))),
           Numbers{6, 4});
    expect("H (1, -1) of the same", numbers(hessian_vector_product(f, x, Tensor::vector({1, -1}))), Numbers{2, -14});
}

void gauss_newton() {
    // r = (x0 x1, x0^2 - 3, 2 x1) at (1, 2): J = [[2, 1], [2, 0], [0, 2]], and r = (2, -2, 4) is not 0
    const auto r = [](const Var& x) {
        const Tensor first = Tensor::of({3, 2}, {1, 0, 1, 0, 0, 1}), second = Tensor::of({3, 2}, {0, 1, 1, 0, 0, 0});
        const Var column = reshape(x, {2, 1});
        return reshape(matmul(first, column) * (matmul(second, column) + Tensor::of({3, 1}, {0, 0, 2})) -
                           Tensor::of({3, 1}, {0, 3, 0}),
                       {3});
    };
    const Tensor x = Tensor::vector({1, 2});
    expect("J^T J (1, 0) of r = (x0 x1, x0^2 - 3, 2 x1) at (1, 2)",
           numbers(gauss_newton_product(r, x, Tensor::vector({1, 0}))), Numbers{8, 2});
    expect("J^T J (1, -1) of the same", numbers(gauss_newton_product(r, x, Tensor::vector({1, -1}))), Numbers{6, -3});
}

void damping() {
    // s = -(1, 1) with g = (3, 1), G = diag(4, 2): g^T s = -4, s^T G s = 6, and the model says -1
    const auto after = [](double change) { return levenberg_marquardt(6, -4, 6, change); };
    const auto taken = [&](double change) { return after(change).taken ? 1.0 : 0.0; };
    const std::string step = "a step with g^T s = -4, s^T G s = 6, damping 6, and a loss that ";
    expect(step + "falls by 0.9 of the 1 promised: the model is good, less damping", after(-0.9).damping, 4);
    expect(step + "falls by 0.5: the model will do, the same damping", after(-0.5).damping, 6);
    expect(step + "falls by 0.2: the model is bad, more damping", after(-0.2).damping, 9);
    expect(step + "falls by 0.2: taken all the same", taken(-0.2), 1);
    expect(step + "rises by 2: more damping", after(2).damping, 9);
    expect(step + "rises by 2: refused", taken(2), 0);
    expect(step + "is no number: more damping", after(std::nan("")).damping, 9);
    expect(step + "is no number: refused", taken(std::nan("")), 0);
    expect(step + "stays as it is: refused", taken(0), 0);
}

struct Check {
    const char *number, *file, *read;
    void (*run)();
};
constexpr Check checks[] = {
    {"01", "01_a_vjp_rule", "docs/03-rules-of-ops.md, section 2: a function of each element has a diagonal Jacobian",
     vjp_rule},
    {"02", "02_a_jvp_rule", "docs/03-rules-of-ops.md, section 4: C_dot = A_dot B + A B_dot", jvp_rule},
    {"03", "03_log_sum_exp", "docs/03-rules-of-ops.md, section 3: take the largest out of the sum", stable_log_sum_exp},
    {"04", "04_rewards_to_go", "docs/08-policy-gradient-and-reinforce.md, section 3: only what came after", to_go},
    {"05", "05_gae", "docs/09-baselines-and-gae.md, section 3: the recursion runs backwards", advantages},
    {"06", "06_kl_of_gaussians", "docs/07-distributions-and-kl.md, section 3", kl},
    {"07", "07_fisher_metric", "docs/07-distributions-and-kl.md, section 2: M = diag(p) - p p^T", metric},
    {"08", "08_conjugate_gradients",
     "docs/12-conjugate-gradients.md, section 1: the next direction is conjugate to the last", solver},
    {"09", "09_step_scale", "docs/14-trpo.md, section 1: (1/2) (beta x)^T F (beta x) = delta", scaling},
    {"10", "10_line_search", "docs/14-trpo.md, section 2: both conditions, and nothing when none holds", search},
    {"11", "11_clipped_objective", "docs/16-ppo.md, section 2: the smaller of the two", clip},
    {"12", "12_hessian_vector_product",
     "docs/05-forward-mode-and-hessian-vector-products.md, section 3: forward over reverse", hessian},
    {"16", "16_gauss_newton_product",
     "docs/24-hessian-free.md, section 2: a sweep forwards, and one backwards with what came out", gauss_newton},
    {"17", "17_levenberg_marquardt", "docs/24-hessian-free.md, section 4: what is true over what the model says",
     damping},
};

// Empty when it is solved; else what was compared, what came out and what to read.
std::string shortcoming(const Check& check) {
    try {
        check.run();
        return "";
    } catch (const NotYet& e) {
        return fmt::format("{}  read       {}\n", e.what(), check.read);
    } catch (const std::exception& e) {
        return fmt::format("  it threw   {}\n  read       {}\n", e.what(), check.read);
    }
}

int grade(const Check& check) {
    const std::string missing = shortcoming(check);
    fmt::print("exercise {}: {}\n{}", check.file, missing.empty() ? "solved" : "not yet", missing);
    return missing.empty() ? 0 : 1;
}

// All of them, a line each, and in the end in full the one that was edited last.
int grade_all(const std::filesystem::path& folder) {
    const Check* latest = nullptr;
    const auto written = [&](const Check& check) {
        return std::filesystem::last_write_time(folder / (std::string(check.file) + ".cpp"));
    };
    for (const Check& check : checks) {
        fmt::print("{:<26} {}\n", check.file, shortcoming(check).empty() ? "solved" : "not yet");
        if (!latest || written(check) > written(*latest)) latest = &check;
    }
    fmt::print("\nEdited last:\n");
    return grade(*latest), 0;
}

}  // namespace
}  // namespace exercise

int main(int argc, char** argv) {
    const std::string which = argc > 1 ? argv[1] : "";
    if (argc == 3 && which == "all") return exercise::grade_all(argv[2]);
    for (const exercise::Check& check : exercise::checks)
        if (argc == 2 && which == check.number) return exercise::grade(check);
    fmt::print(stderr, "usage: {0} NUMBER, from 01 to {1}, or {0} all FOLDER\n", argv[0], std::size(exercise::checks));
    return 2;
}
