// Cost: what second order costs, in time for growing networks and batches, and TRPO beside PPO at equal samples and equal
// time.   docs/15
#include <fmt/format.h>

#include <algorithm>

#include "examples/lab/training.hpp"
#include "nn/workers.hpp"
#include "rl/fisher.hpp"

namespace lab {
namespace {

struct Times {
    double gradient, product, trpo, ppo;
};

Times measure(int width, int samples) {
    const rl::Box observation{std::vector<double>(17, -10), std::vector<double>(17, 10)};
    const rl::Box action{std::vector<double>(6, -1), std::vector<double>(6, 1)};
    const rl::MlpPolicy policy(observation, action, {.hidden = {width, width}});
    nn::Rng rng(0, "cost");
    const ad::Tensor theta = policy.layout().initial(rng);
    const auto normals = [&](const ad::Shape& shape) {
        ad::Tensor x = ad::Tensor::uninitialized(shape);
        for (ad::Real& v : x.write()) v = static_cast<ad::Real>(rng.normal());
        return x;
    };
    const ad::Tensor observations = normals({samples, 17});
    const rl::Batch batch{observations, rl::sample(policy(theta, observations), rng), normals({samples})};
    const rl::Fisher F(policy, theta, observations, 0.1);
    return {.gradient = 1e3 * fastest([&] { rl::policy_gradient(policy, theta, batch); }),
            .product = 1e3 * fastest([&] { F(theta); }),
            .trpo = 1e3 * fastest([&] {
                        ad::Tensor moved = theta;
                        rl::trpo(policy, moved, batch, {});
                    }),
            .ppo = 1e3 * fastest([&] {
                       ad::Tensor moved = theta;
                       nn::Adam adam({});
                       rl::ppo(policy, moved, batch, adam, rng, {});
                   })};
}

Panel growth(const std::string& title, const std::string& x_label, const std::vector<int>& xs,
             ad::FunctionRef<Times(int)> at, Table& table) {
    Panel panel{
        .title = title, .x_label = x_label, .y_label = "time on all threads (ms)", .log_x = true, .log_y = true};
    panel.curves = {{.name = "gradient"},
                    {.name = "Fisher-vector product"},
                    {.name = "TRPO update"},
                    {.name = "PPO update (10 epochs)"}};
    for (const int x : xs) {
        const Times t = at(x);
        const double values[] = {t.gradient, t.product, t.trpo, t.ppo};
        for (std::size_t k = 0; k < 4; ++k) {
            panel.curves[k].x.push_back(x), panel.curves[k].y.push_back(values[k]);
            table.add({x_label, fmt::format("{}", x), panel.curves[k].name, number(values[k])});
        }
    }
    return panel;
}

}  // namespace

Result cost(const Options& options) {
    Result result{.table = {.columns = {"over", "at", "what", "milliseconds_or_return"}}};
    const std::vector<int> widths = options.quick ? std::vector{16, 64} : std::vector{16, 32, 64, 128, 256, 512};
    const std::vector<int> batches = options.quick ? std::vector{512, 2048} : std::vector{512, 2048, 8192, 32768};
    const Panel by_width = growth(
        "two hidden layers, 2048 samples", "width", widths, [](int width) { return measure(width, 2048); },
        result.table);
    const Panel by_batch = growth(
        "two hidden layers of 64", "batch", batches, [](int samples) { return measure(64, samples); }, result.table);

    // The same task, each with its defaults: what is reached after so many samples, and after so much time
    const int seeds = options.quick ? 1 : 6, steps = options.quick ? 20'000 : 90'000;
    Panel samples{.title = "CartPole-v1 at equal samples",
                  .x_label = "environment steps",
                  .y_label = "mean return of the last 100 episodes"};
    Panel seconds{.title = "the same at equal time",
                  .x_label = "seconds of one thread",
                  .y_label = "mean return of the last 100 episodes"};
    for (const std::string algorithm : {"trpo", "ppo"}) {
        std::vector<Run> runs(static_cast<std::size_t>(seeds));
        nn::parallel_for(seeds, [&](int seed) {
            rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
            config.seed = static_cast<std::uint64_t>(seed), config.steps = steps;
            runs[static_cast<std::size_t>(seed)] = train(config);
        });
        // On a common grid; a run that has reached 475 stays there
        const auto averaged = [&](std::vector<double> Run::*clock) {
            Curve curve{.name = algorithm == "trpo" ? "TRPO" : "PPO", .style = Style::line};
            double end = 0;
            for (const Run& run : runs) end = std::max(end, (run.*clock).back());
            for (int i = 1; i <= 60; ++i) {
                std::vector<double> returns;
                for (const Run& run : runs) {
                    const auto& times = run.*clock;
                    const auto at = std::upper_bound(times.begin(), times.end(), end * i / 60) - times.begin();
                    if (at > 0) returns.push_back(run.returns[static_cast<std::size_t>(at - 1)]);
                }
                if (returns.empty()) continue;
                const Spread s = spread(returns);
                curve.x.push_back(end * i / 60), curve.y.push_back(s.median);
                curve.low.push_back(s.least), curve.high.push_back(s.greatest);
            }
            return curve;
        };
        const Curve over_steps = averaged(&Run::steps), over_time = averaged(&Run::times);
        for (std::size_t i = 0; i < over_steps.x.size(); ++i)
            result.table.add({algorithm + " after steps", fmt::format("{:.0f}", over_steps.x[i]), "median return",
                              number(over_steps.y[i])});
        samples.curves.push_back(over_steps), seconds.curves.push_back(over_time);
        double time = 0, solved = 0;
        for (const Run& run : runs)
            time += run.seconds / seeds, solved += static_cast<double>(run.solved_at.value_or(steps)) / seeds;
        result.figures["seconds_" + algorithm] = time, result.figures["steps_" + algorithm] = solved;
    }
    const auto last = [](const Panel& panel, std::size_t k) { return panel.curves[k].y.back(); };
    result.figures["product_over_gradient"] = last(by_width, 1) / last(by_width, 0);
    result.figures["trpo_over_gradient"] = last(by_width, 2) / last(by_width, 0);
    result.figures["trpo_over_ppo"] = last(by_width, 2) / last(by_width, 3);
    result.figures["trpo_growth"] = last(by_batch, 2) / by_batch.curves[2].y.front();
    result.figures["batch_growth"] = static_cast<double>(batches.back()) / batches.front();
    result.figure = {
        fmt::format("What second order costs (17 observed, 6 action components; CartPole-v1 with seeds 0 to {})",
                    seeds - 1),
        {by_width, by_batch, samples, seconds}};
    const auto& f = result.figures;
    result.words = {
        fmt::format("In a network of width {} a Fisher-vector product costs {:.1f} gradients and a whole TRPO update "
                    "{:.0f}; PPO's ten epochs of "
                    "minibatches take {:.1f} times as long as that update.",
                    widths.back(), f.at("product_over_gradient"), f.at("trpo_over_gradient"),
                    1 / f.at("trpo_over_ppo")),
        fmt::format("A batch {:.0f} times as large makes the update {:.0f} times as long.", f.at("batch_growth"),
                    f.at("trpo_growth")),
        fmt::format("On CartPole-v1 TRPO needs {:.0f} steps and {:.2f} s of one thread to 475 in the mean, PPO {:.0f} "
                    "steps and {:.2f} s.",
                    f.at("steps_trpo"), f.at("seconds_trpo"), f.at("steps_ppo"), f.at("seconds_ppo"))};
    return result;
}

}  // namespace lab
