#include "tests/examples/lab/claims.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "autodiff/real.hpp"

using namespace surefoot;

namespace {

using Figures = std::map<std::string, double>;
constexpr double epsilon = std::numeric_limits<ad::Real>::epsilon();

void hessian(const Figures& f, bool quick) {
    BOOST_TEST(f.at("flat classifier, trained") > 0.85);
    BOOST_TEST(f.at("flat policy, KL") > 0.9);
    BOOST_TEST(f.at("negative policy, KL") < 0.005);
    BOOST_TEST((f.at("negative policy, surrogate") > 0.02 && f.at("positive policy, surrogate") > 0.02));
    if (epsilon < 1e-10) BOOST_TEST(f.at("none policy, KL") > 0.5);  // in float the zeros are not as small
    BOOST_TEST(f.at("lanczos_error") < 1e6 * epsilon);
    BOOST_TEST(std::abs(f.at("flat classifier, trained") - f.at("flat_exact")) < 0.05);
    if (!quick) BOOST_TEST(f.at("accuracy") > 0.9);
}

void normalization(const Figures& f, bool quick) {
    for (const char* norm : {"LayerNorm", "RmsNorm"}) {
        const auto of = [&](const std::string& figure, const char* scale) {
            return f.at(figure + " " + norm + " " + scale);
        };
        BOOST_TEST((of("moved", "0.25") < 1e-4 && of("moved", "4") < 1e-4), norm);
        BOOST_TEST(of("largest", "0.25") > 8 * of("largest", "1"), norm);
        BOOST_TEST(of("ascent", "0.25") > 50 * of("ascent", "1"), norm);
        if (quick) continue;
        BOOST_TEST(of("return trpo 0.1", "0.25") > 1.3 * of("return trpo 0.001", "0.25"), norm);
        for (const char* scale : {"1", "4", "16"}) BOOST_TEST(of("return trpo 0.1", scale) > 450, norm);
    }
    BOOST_TEST((f.at("moved no norm 0.25") > 0.01 && f.at("moved no norm 4") > 0.01));
    BOOST_TEST((f.at("batch by_batch") > 0.3 && f.at("batch followed") > 0 && f.at("batch refused") < 0.2));
    BOOST_TEST((f.at("asymmetry same") < 1e4 * epsilon && f.at("asymmetry fresh") > 0.005));
    BOOST_TEST(f.at("residual same") < 0.2 * f.at("residual fresh"));
}

void variance(const Figures& f, bool quick) {
    const auto of = [&](const std::string& name) { return f.at("variance " + name); };
    BOOST_TEST(of("reward-to-go") < 0.5 * of("whole return"));
    BOOST_TEST(of("constant baseline") < of("reward-to-go"));
    BOOST_TEST(of("optimal constant") < of("constant baseline"));
    BOOST_TEST(of("learned baseline") < of("reward-to-go"));
    BOOST_TEST(of("GAE 0.95") < of("learned baseline"));
    BOOST_TEST(of("GAE 0") < of("GAE 0.95"));
    // Baselines leave the expectation alone: what is left of a difference is its noise.
    for (const char* name : {"whole return", "reward-to-go", "constant baseline", "optimal constant"})
        BOOST_TEST(f.at(std::string("bias ") + name) < 4 * f.at(std::string("noise ") + name), name);
    if (!quick) BOOST_TEST(f.at("bias GAE 0") < 0.5);
}

void step_size(const Figures& f, bool quick) {
    BOOST_TEST(f.at("return_smallest") < 100);
    BOOST_TEST(f.at("return_largest") < 50);
    BOOST_TEST(f.at("collapsed_largest") >= 0.5);
    // A collapsed policy's batches hold one action, and nothing to learn from
    BOOST_TEST(f.at("seeds_collapsed_batch_by_batch") >= 1);
    BOOST_TEST((f.at("rarer best") > 0.2 && f.at("rarer last") < 0.01));
    BOOST_TEST((f.at("entropy first") > 0.6 && f.at("entropy last") < 0.05));
    BOOST_TEST(f.at("gradient last") < 0.1 * f.at("gradient first"));
    if (quick) return;
    BOOST_TEST(f.at("decades_swept") >= 3);
    BOOST_TEST((f.at("decades_solved_plain") >= 0 && f.at("decades_solved_plain") <= 1));
    BOOST_TEST((f.at("decades_solved_adam") > 0.9 && f.at("decades_solved_adam") < 2));
    BOOST_TEST(f.at("decades_solved_adam") > f.at("decades_solved_plain"));
    BOOST_TEST(f.at("best_share") >= 0.5);
}

void trust_region(const Figures& f, bool quick) {
    BOOST_TEST(f.at("largest_kl_over_radius") <= 1);
    if (quick) return;
    // In length no narrower a band than Adam's, which step_size() above holds to such bounds
    BOOST_TEST((f.at("decades_of_length") > 1.2 && f.at("decades_of_length") <= 2));
    BOOST_TEST(
        (f.at("solved TRPO 1e-05") < 0.5 && f.at("solved TRPO 1") < 0.5));  // the band's two ends are in the sweep
}

void unseen(const Figures& f, bool) {
    for (const char* setting : {"CartPole, 1024", "CartPole, 256", "Pendulum, 1024"}) {
        const auto of = [&](const char* what) { return f.at(std::string(what) + " " + setting); };
        BOOST_TEST_CONTEXT(setting) {
            BOOST_TEST(of("beyond the radius") < 0.8);
            BOOST_TEST((of("median kl ratio") > 0.6 && of("median kl ratio") < 2));
            BOOST_TEST((of("gain negative") < 0.5 && of("median gain ratio") > 0 && of("median gain ratio") < 1));
        }
    }
    // A small batch confirms less
    BOOST_TEST(f.at("beyond the radius CartPole, 256") > f.at("beyond the radius CartPole, 1024"));
    BOOST_TEST(f.at("worst kl over radius CartPole, 256") > 1);
    BOOST_TEST(f.at("beyond the radius CartPole, 1024") < 0.5);
}

void distance(const Figures& f, bool) {
    BOOST_TEST(std::abs(f.at("gaussian_ratio") / std::exp(6) - 1) < (epsilon < 1e-10 ? 1e-9 : 0.02));  // σ = e⁻² and e
    BOOST_TEST(f.at("network_ratio") > 100);
    BOOST_TEST(f.at("gradient_over_median") > 10);
}

void fisher(const Figures& f, bool quick) {
    BOOST_TEST(f.at("hessian_against_scores") < 1e4 * epsilon);
    BOOST_TEST(f.at("JtMJ_against_scores") < 1e4 * epsilon);
    BOOST_TEST((f.at("taken_few") > 0.01 && f.at("taken_many") < 0.8 * f.at("taken_few")));
    if (quick) return;  // what follows are times
    BOOST_TEST(f.at("scores_over_gradient") > 3);
    BOOST_TEST(f.at("scores_over_gradient") > f.at("hessian_over_gradient"));
    BOOST_TEST((f.at("hessian_over_gradient") > f.at("JtMJ_over_gradient") && f.at("hessian_over_gradient") < 4));
    BOOST_TEST((f.at("JtMJ_over_gradient") > 0.5 && f.at("JtMJ_over_gradient") < 2));
}

void cg(const Figures& f, bool quick) {
    BOOST_TEST((f.at("iterations_to_99_0.1") >= 1 && f.at("iterations_to_99_0.1") <= 10));
    BOOST_TEST(f.at("iterations_to_99_0.001") > f.at("iterations_to_99_0.1"));
    BOOST_TEST(f.at("cholesky_residual") < 1e4 * epsilon);
    BOOST_TEST(f.at("cg_residual") < 1e-3);
    if (!quick) BOOST_TEST(f.at("dense_over_cg") > 50);
    BOOST_TEST(f.at("residual_0.1") < 1e-3);
    BOOST_TEST((f.at("gain_0.1") > 0.99 && f.at("gain_0.1") < 1 + 1e5 * epsilon));
    BOOST_TEST(f.at("gain_0") < f.at("gain_0.001"));
    BOOST_TEST(f.at("gradient_alone") < 0.5);
    BOOST_TEST(f.at("true_gain_0.1") > 0);
    BOOST_TEST((f.at("true_gain_0.1") > f.at("true_gain_0") && f.at("true_gain_0.1") > f.at("true_gain_exact_0")));
}

void models(const Figures& f, bool) {
    BOOST_TEST((f.at("gain_over_model_0.01") > 0.7 && f.at("gain_over_model_0.01") < 1.3));
    BOOST_TEST((f.at("kl_over_model_0.01") > 0.7 && f.at("kl_over_model_0.01") < 1.4));
    BOOST_TEST(f.at("gain_over_model_1") < 0.8);
    for (const char* radius : {"0.01", "1"}) {
        BOOST_TEST(f.at(std::string("accepted_at_") + radius) > 0);
        BOOST_TEST(f.at(std::string("accepted_kl_over_radius_") + radius) <= 1);
    }
}

void monotonic(const Figures& f, bool) {
    BOOST_TEST(f.at("least_rise") >= -1e-12);
    BOOST_TEST(f.at("least_slack") >= -1e-12);
    BOOST_TEST(f.at("rise_by_bound") > 0.05);
    BOOST_TEST(f.at("falls_by_bound") == 0);
    BOOST_TEST(f.at("falls_by_radius") > 0);
    BOOST_TEST(f.at("iterations_by_radius") < f.at("iterations_by_bound"));
    BOOST_TEST(f.at("one step: bound above 0 up to") < f.at("one step: greatest true gain at"));
    BOOST_TEST(f.at("one step: greatest true gain at") < f.at("one step: true return falls from"));
}

void dropout(const Figures& f, bool quick) {
    for (const auto& [name, value] : f)
        if (name.starts_with("kl remembered")) BOOST_TEST(value == 0, name);
    BOOST_TEST(f.at("kl fresh 0") == 0);
    BOOST_TEST((f.at("kl fresh 0.05") > 0 && f.at("kl fresh 0.5") > f.at("kl fresh 0.05")));
    BOOST_TEST(f.at("rejected fresh 0.5") > f.at("rejected remembered 0.5"));
    BOOST_TEST(f.at("return ppo fresh 0.5") > f.at("return fresh 0.5"));
    if (quick) return;
    BOOST_TEST((f.at("return ppo fresh 0.1") > 300 && f.at("return ppo fresh 0.5") > 300));
    BOOST_TEST((f.at("kl fresh 0.02") < 0.5 && f.at("kl fresh 0.5") > 0.8));
    BOOST_TEST(f.at("rejected fresh 0.02") < 0.2);
    BOOST_TEST(f.at("rejected fresh 0.5") > 0.5);
    BOOST_TEST(f.at("rejected remembered 0.5") < 0.1);
    BOOST_TEST(f.at("return remembered 0.5") > f.at("return fresh 0.5"));
}

void sharing(const Figures& f, bool quick) {
    BOOST_TEST(f.at("fit_kl_over_radius_separate") == 0);
    BOOST_TEST(f.at("fit_kl_over_radius_shared") > 1);
    for (const char* damping : {"0.01", "0.1", "1"})
        BOOST_TEST(std::abs(f.at(std::string("head_") + damping) - 1) < 1e-3);
    if (quick) return;
    BOOST_TEST(f.at("late_return_shared") < f.at("late_return_separate"));
    // PPO's sum of losses works with a small weight of the value function's, and not with a large one
    BOOST_TEST(f.at("late_return_ppo 0.005") > 400);
    BOOST_TEST(f.at("late_return_ppo 0.5") < f.at("late_return_ppo 0.005"));
}

void cost(const Figures& f, bool quick) {
    BOOST_TEST(f.at("ppo_over_trpo by flops") < 1);
    if (quick) return;  // what follows are times
    BOOST_TEST((f.at("product_over_gradient") > 0.5 && f.at("product_over_gradient") < 2.5));
    BOOST_TEST(f.at("trpo_over_gradient") > f.at("product_over_gradient"));
    BOOST_TEST((f.at("trpo_growth") > 0.4 * f.at("batch_growth") && f.at("trpo_growth") < 2.5 * f.at("batch_growth")));
    BOOST_TEST((f.at("steps_trpo") < 90'000 && f.at("steps_ppo") < 90'000));
}

void gauss_newton(const Figures& f, bool quick) {
    const double start = f.at("loss at the start"), adapted = f.at("loss gauss-newton");
    BOOST_TEST((f.at("loss from 100") < start && f.at("loss from 0.01") < start && adapted < 0.1 * start));
    // No damping that stays is much better, and some are far worse
    double best = start, worst = 0;
    for (const char* damping : {"1", "0.1", "0.01", "0.001"}) {
        const double loss = f.at(std::string("loss with ") + damping);
        best = std::min(best, loss), worst = std::max(worst, loss);
    }
    BOOST_TEST((adapted < 1.5 * best && worst > 2 * adapted));
    BOOST_TEST(std::abs(f.at("loss cold") / adapted - 1) < 0.3);
    BOOST_TEST(adapted < f.at("loss whole"));
    // A rotation changes nothing for the one, and much for the other. (In float the last steps are rounding.)
    BOOST_TEST(std::abs(f.at("valley passes rotated") / f.at("valley passes as it is") - 1) < 0.3);
    // As it is the two are about as soon there. Counted in products, as passes of the one are measured by the clock.
    BOOST_TEST(f.at("valley products as it is") < 1.1 * f.at("valley adam passes as it is"));
    if (quick) return;
    BOOST_TEST(f.at("loss minibatches") < adapted);
    BOOST_TEST(f.at("valley adam passes rotated") > 1.5 * f.at("valley adam passes as it is"));
    BOOST_TEST((f.at("product") > 0.4 && f.at("product") < 2));  // a time
}

void batch_size(const Figures& f, bool quick) {
    if (quick) {
        BOOST_TEST(f.at("iterations 512") > f.at("iterations 4096"));
        return;
    }
    BOOST_TEST(f.at("iterations 128") > 5 * f.at("iterations 16384"));
    BOOST_TEST(f.at("steps 16384") > 3 * f.at("steps 1024"));
    BOOST_TEST((f.at("critical batch") > 100 && f.at("critical batch") < 16384));
}

void ladder(const Figures& f, bool quick) {
    if (quick) return;
    for (const char* algorithm : {"reinforce", "vpg", "npg", "trpo", "ppo"})
        BOOST_TEST(f.at(std::string("reached_") + algorithm) == 10, algorithm);
    BOOST_TEST(f.at("median_trpo") <= 66'000);
    BOOST_TEST(f.at("median_trpo") < f.at("median_vpg"));
    BOOST_TEST(std::abs(f.at("above_floor_npg") / f.at("above_floor_trpo") - 1) < 0.2);
}

}  // namespace

void check_claim(const std::string& name, const lab::Result& result, bool quick) {
    static const std::map<std::string, std::function<void(const Figures&, bool)>> claims{
        {"hessian", hessian},
        {"normalization", normalization},
        {"variance", variance},
        {"step-size", step_size},
        {"trust-region", trust_region},
        {"unseen", unseen},
        {"distance", distance},
        {"fisher", fisher},
        {"cg", cg},
        {"models", models},
        {"monotonic", monotonic},
        {"dropout", dropout},
        {"sharing", sharing},
        {"cost", cost},
        {"batch-size", batch_size},
        {"ladder", ladder},
        {"hessian-free", gauss_newton}};
    for (const auto& [figure, value] : result.figures) BOOST_TEST_MESSAGE(name << ": " << figure << " = " << value);
    for (const std::string& sentence : result.words) BOOST_TEST_MESSAGE(sentence);
    BOOST_TEST((!result.words.empty() && !result.table.rows.empty() && !result.figure.panels.empty()));
    for (const auto& row : result.table.rows) BOOST_TEST(row.size() == result.table.columns.size());
    claims.at(name)(result.figures, quick);
}
