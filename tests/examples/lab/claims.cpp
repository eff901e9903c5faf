#include "tests/examples/lab/claims.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "autodiff/real.hpp"

namespace {

using Figures = std::map<std::string, double>;
constexpr double epsilon = std::numeric_limits<ad::Real>::epsilon();

void hessian(const Figures& f, bool quick) {
    BOOST_TEST(f.at("flat classifier, trained") > 0.85);
    BOOST_TEST(f.at("flat policy, KL") > 0.9);
    BOOST_TEST(f.at("negative policy, KL") < 0.005);
    BOOST_TEST(f.at("negative policy, surrogate") > 0.02);
    BOOST_TEST(f.at("lanczos_error") < 1e6 * epsilon);
    BOOST_TEST(std::abs(f.at("flat classifier, trained") - f.at("flat_exact")) < 0.05);
    if (!quick) BOOST_TEST(f.at("accuracy") > 0.9);
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
    if (quick) return;
    BOOST_TEST(f.at("decades_swept") >= 3);
    BOOST_TEST((f.at("decades_solved_plain") >= 0 && f.at("decades_solved_plain") <= 1.5));
    BOOST_TEST(f.at("best_share") >= 0.5);
}

void trust_region(const Figures& f, bool quick) {
    BOOST_TEST(f.at("largest_kl_over_radius") <= 1);
    if (!quick) BOOST_TEST(f.at("decades_solved") >= 2);
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
    BOOST_TEST(f.at("hessian_over_gradient") > f.at("JtMJ_over_gradient"));
}

void cg(const Figures& f, bool) {
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
}

void dropout(const Figures& f, bool quick) {
    for (const auto& [name, value] : f)
        if (name.starts_with("kl remembered")) BOOST_TEST(value == 0, name);
    BOOST_TEST(f.at("kl fresh 0") == 0);
    BOOST_TEST((f.at("kl fresh 0.05") > 0 && f.at("kl fresh 0.5") > f.at("kl fresh 0.05")));
    BOOST_TEST(f.at("rejected fresh 0.5") > f.at("rejected remembered 0.5"));
    if (quick) return;
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
    if (!quick) BOOST_TEST(f.at("late_return_shared") < f.at("late_return_separate"));
}

void cost(const Figures& f, bool quick) {
    if (quick) return;  // what follows are times
    BOOST_TEST((f.at("product_over_gradient") > 0.2 && f.at("product_over_gradient") < 5));
    BOOST_TEST(f.at("trpo_over_gradient") > f.at("product_over_gradient"));
    BOOST_TEST((f.at("trpo_growth") > 0.4 * f.at("batch_growth") && f.at("trpo_growth") < 2.5 * f.at("batch_growth")));
    BOOST_TEST((f.at("steps_trpo") < 90'000 && f.at("steps_ppo") < 90'000));
}

void ladder(const Figures& f, bool quick) {
    if (quick) return;
    for (const char* algorithm : {"reinforce", "vpg", "npg", "trpo", "ppo"})
        BOOST_TEST(f.at(std::string("reached_") + algorithm) == 10, algorithm);
    BOOST_TEST(f.at("median_trpo") <= 66'000);
    BOOST_TEST(f.at("median_trpo") < f.at("median_vpg"));
}

}  // namespace

void check_claim(const std::string& name, const lab::Result& result, bool quick) {
    static const std::map<std::string, std::function<void(const Figures&, bool)>> claims{{"hessian", hessian},
                                                                                         {"variance", variance},
                                                                                         {"step-size", step_size},
                                                                                         {"trust-region", trust_region},
                                                                                         {"distance", distance},
                                                                                         {"fisher", fisher},
                                                                                         {"cg", cg},
                                                                                         {"models", models},
                                                                                         {"monotonic", monotonic},
                                                                                         {"dropout", dropout},
                                                                                         {"sharing", sharing},
                                                                                         {"cost", cost},
                                                                                         {"ladder", ladder}};
    for (const auto& [figure, value] : result.figures) BOOST_TEST_MESSAGE(name << ": " << figure << " = " << value);
    for (const std::string& sentence : result.words) BOOST_TEST_MESSAGE(sentence);
    BOOST_TEST((!result.words.empty() && !result.table.rows.empty() && !result.figure.panels.empty()));
    for (const auto& row : result.table.rows) BOOST_TEST(row.size() == result.table.columns.size());
    claims.at(name)(result.figures, quick);
}
