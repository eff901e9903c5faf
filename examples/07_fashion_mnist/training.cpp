#include "examples/07_fashion_mnist/training.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/indexing.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/parallel/expectation.hpp"
#include "nn/training/loss.hpp"
#include "nn/training/minibatch.hpp"

namespace surefoot::fashion {

using ad::Real;
using ad::Tensor;
using ad::Var;

namespace {

// Pictures that are worth a piece of their own: a minibatch of 128 has eight pieces, for up to eight threads.
constexpr int grain = 16;

int correct(const Tensor& logits, std::span<const int> labels) {
    const ad::Index chosen = ad::argmax(logits);
    return std::transform_reduce(labels.begin(), labels.end(), std::span<const int>(chosen).begin(), 0, std::plus<>(),
                                 std::equal_to<>());
}

double total(const Var& losses) { return double{ad::sum(losses.value()).value().item()}; }

}  // namespace

struct Training::Sums {
    double loss = 0;
    int correct = 0, images = 0;

    void operator+=(const Sums& more) { loss += more.loss, correct += more.correct, images += more.images; }
    Score score() const { return {loss / images, static_cast<double>(correct) / images}; }
};

Training::Training(const Network& network, const nn::ImageSet& set, const TrainingConfig& config, nn::Schedule schedule,
                   std::uint64_t seed)
    : network_(network),
      set_(set),
      config_(config),
      schedule_(std::move(schedule)),
      seed_(seed),
      rng_(seed, "minibatches") {
    nn::Rng init(seed, "network");
    theta_ = network.layout().initial(init);
}

// One step down the gradient of a minibatch, to which each of its pieces contributes on a thread of its own.
Training::Sums Training::descend(std::span<const int> rows) {
    const nn::Samples samples(static_cast<int>(rows.size()), grain);
    const nn::Pass pass{.training = true, .seed = seed_, .step = static_cast<std::uint64_t>(steps_)};
    nn::ByShard<Sums> met(samples);
    const Tensor g = nn::mean_grad(samples, theta_, [&](const Var& theta, const nn::Shard& shard) {
        const auto chosen = rows.subspan(static_cast<std::size_t>(shard.begin), static_cast<std::size_t>(shard.size()));
        const ad::Index labels = set_.labels(chosen);
        const Var logits =
            network_.logits(theta, set_.images(chosen), pass.of(shard.begin, shard.size() == samples.count));
        const Var losses = nn::negative_log_likelihood(logits, labels);
        met[shard] = {total(losses), correct(logits.value(), labels), shard.size()};
        return losses;
    });
    theta_ = optimizer_.descend(theta_, nn::clip_by_norm(g, config_.max_norm), schedule_(steps_++));
    if (!ad::all_finite(theta_)) throw std::runtime_error("the parameters are finite no more: the steps are too long");
    return std::accumulate(met.begin(), met.end(), Sums(),
                           [](Sums sum, const Sums& piece) { return sum += piece, sum; });
}

Score Training::epoch(ad::FunctionRef<void(double share, const Score& so_far)> step) {
    Sums met;
    nn::for_each_minibatch(config_.images, {.size = config_.minibatch}, rng_, [&](std::span<const int> rows) {
        met += descend(rows);
        step(static_cast<double>(met.images) / config_.images, met.score());
    });
    return met.score();
}

Answers answers(const Network& network, const Tensor& theta, const nn::ImageSet& set) {
    const nn::Samples samples(set.size(), 100);
    std::vector<int> all(static_cast<std::size_t>(set.size()));
    std::iota(all.begin(), all.end(), 0);
    Answers found{.score = {}, .chosen = all, .probability = std::vector<double>(all.size())};
    const double loss = nn::mean(samples, [&](const nn::Shard& shard) {
        const auto numbers =
            std::span(all).subspan(static_cast<std::size_t>(shard.begin), static_cast<std::size_t>(shard.size()));
        const Tensor logits = network.logits(theta.borrowed(), set.images(numbers), {}).value();
        const Tensor p = ad::softmax(logits, 1).value();
        const ad::Index chosen = ad::argmax(logits);
        std::ranges::copy(std::span<const int>(chosen), found.chosen.begin() + shard.begin);
        std::ranges::copy(ad::max(p, 1).value().values(), found.probability.begin() + shard.begin);
        return nn::negative_log_likelihood(logits, set.labels(numbers)).value();
    });
    int right = 0;
    for (const int i : all) right += found.chosen[static_cast<std::size_t>(i)] == set.label(i);
    found.score = {loss, static_cast<double>(right) / set.size()};
    return found;
}

}  // namespace surefoot::fashion
