#include "examples/09_characters/training.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/parallel/expectation.hpp"
#include "nn/training/loss.hpp"

namespace surefoot::characters {

using ad::Tensor;
using ad::Var;

namespace {

constexpr int grain = 4;                    // windows that are worth a piece of their own
constexpr double nats = std::numbers::ln2;  // of a bit

// Some windows of t symbols, one behind the other, with the symbol behind each.
struct Windows {
    std::vector<int> symbols, next;

    void add(const std::vector<int>& text, int begin, int t) {
        const auto from = text.begin() + begin;
        symbols.insert(symbols.end(), from, from + t), next.insert(next.end(), from + 1, from + 1 + t);
    }
    std::span<const int> of(const std::vector<int>& all, const nn::Shard& shard, int t) const {
        return std::span(all).subspan(static_cast<std::size_t>(shard.begin * t),
                                      static_cast<std::size_t>(shard.size() * t));
    }
};

}  // namespace

Training::Training(const Model& model, const std::vector<int>& text, int minibatch, nn::Schedule schedule,
                   std::uint64_t seed)
    : model_(model),
      text_(text),
      minibatch_(minibatch),
      schedule_(std::move(schedule)),
      seed_(seed),
      rng_(seed, "windows") {
    if (static_cast<int>(text.size()) <= model.config().context)
        throw std::invalid_argument("the text is no longer than a window: a smaller --context, or more text");
    nn::Rng init(seed, "model");
    theta_ = model.layout().initial(init);
}

double Training::step() {
    const int t = model_.config().context;
    Windows windows;
    for (int i = 0; i < minibatch_; ++i) windows.add(text_, rng_.below(static_cast<int>(text_.size()) - t), t);
    const nn::Samples samples(minibatch_, grain);
    const nn::Pass pass{.training = true, .seed = seed_, .step = static_cast<std::uint64_t>(steps_)};
    nn::ByShard<double> losses(samples);
    const Tensor g = nn::mean_grad(samples, theta_, [&](const Var& theta, const nn::Shard& shard) {
        const Var logits = model_.logits(theta, windows.of(windows.symbols, shard, t), t,
                                         pass.of(shard.begin, shard.size() == minibatch_));
        const Var each = nn::negative_log_likelihood(logits, ad::Index(windows.of(windows.next, shard, t)));
        losses[shard] = double{sum(each.value()).value().item()};
        return mean(reshape(each, {shard.size(), t}), 1);
    });
    theta_ = optimizer_.descend(theta_, nn::clip_by_norm(g, 1), schedule_(steps_++));
    if (!ad::all_finite(theta_)) throw std::runtime_error("the parameters are finite no more: the steps are too long");
    double loss = 0;
    for (const double of_shard : losses) loss += of_shard;
    return loss / (nats * minibatch_ * t);
}

double bits_per_character(const Model& model, const Tensor& theta, const std::vector<int>& text, int stride) {
    const int t = model.config().context, n = static_cast<int>(text.size());
    if (n <= t) throw std::invalid_argument("the text to be judged by is no longer than a window: a smaller --context");
    std::vector<int> begins;
    for (int begin = 0; begin + t < n; begin += stride * std::max(1, t / 2)) begins.push_back(begin);
    std::vector<double> bits(begins.size());
    std::vector<int> counted(begins.size());
    nn::for_each_shard({static_cast<int>(begins.size()), grain}, [&](const nn::Shard& shard) {
        for (int i = shard.begin; i < shard.end; ++i) {
            const auto k = static_cast<std::size_t>(i);
            Windows window;
            window.add(text, begins[k], t);
            const Tensor each =
                nn::negative_log_likelihood(model.logits(theta.borrowed(), window.symbols, t), ad::Index(window.next))
                    .value();
            const int first = i == 0 ? 0 : t - std::max(1, t / 2);
            for (int j = first; j < t; ++j) bits[k] += each[j] / nats;
            counted[k] = t - first;
        }
    });
    double all = 0;
    int characters = 0;
    for (std::size_t i = 0; i < bits.size(); ++i) all += bits[i], characters += counted[i];
    return all / characters;
}

std::vector<int> continued(const Model& model, const Tensor& theta, std::vector<int> prompt, int count,
                           double temperature, nn::Rng& rng) {
    const int symbols = model.config().symbols;
    for (int i = 0; i < count; ++i) {
        const int t = std::min(model.config().context, static_cast<int>(prompt.size()));
        const Tensor logits =
            model.logits(theta, std::span(prompt).last(static_cast<std::size_t>(t)), t).value().rows(t - 1, t);
        std::vector<double> weight(static_cast<std::size_t>(symbols));
        const double largest = *std::ranges::max_element(logits.values());
        double all = 0;
        for (int s = 1; s < symbols; ++s)
            all += weight[static_cast<std::size_t>(s)] = std::exp((logits[s] - largest) / temperature);
        double left = rng.uniform() * all;
        int chosen = 1;
        while (chosen + 1 < symbols && (left -= weight[static_cast<std::size_t>(chosen)]) >= 0) ++chosen;
        prompt.push_back(chosen);
    }
    return prompt;
}

}  // namespace surefoot::characters
