#include "rl/experience/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "nn/storage/archive.hpp"
#include "rl/experience/policy_gradient.hpp"

namespace surefoot::rl {

using ad::Tensor;

const std::vector<std::string>& baselines() {
    static const std::vector<std::string> names{"none", "constant", "optimal", "learned"};
    return names;
}

Baseline::Baseline(const std::string& kind, const Box& observation, const CriticConfig& config, std::uint64_t seed)
    : kind_(kind) {
    if (std::find(baselines().begin(), baselines().end(), kind) == baselines().end())
        throw std::invalid_argument(fmt::format("baseline: none is called `{}`", kind));
    if (kind == "learned") critic_.emplace(observation, config, seed);
}

// #region baseline
ad::pool::vector<double> Baseline::operator()(const Tensor& observations) const {
    if (critic_ && fitted_) return critic_->value(observations);
    return ad::pool::vector<double>(static_cast<std::size_t>(observations.shape()[0]), constant_);
}

void Baseline::fit(const Policy& policy, const Tensor& theta, const Rollout& rollout, std::span<const double> G) {
    if (G.empty()) return;
    if (kind_ == "constant") constant_ = std::accumulate(G.begin(), G.end(), 0.0) / static_cast<double>(G.size());
    if (kind_ == "optimal") constant_ = optimal_constant(policy, theta, rollout, G);
    if (critic_) critic_->learn(rollout.observations, G);
    fitted_ = true;
}

double optimal_constant(const Policy& policy, const Tensor& theta, const Rollout& rollout, std::span<const double> G) {
    const Batch returns = make_batch(rollout, G);
    double uw = 0, ww = 0;
    for (const Segment& episode : rollout.segments) {
        const auto length = static_cast<ad::Real>(episode.end - episode.begin);
        Batch part = rows(returns, episode.begin, episode.end);
        const Tensor u = length * policy_gradient(policy, theta, part);  // Σ ∇ log π G
        part.advantages = Tensor::full(part.advantages.shape(), 1);
        const Tensor w = length * policy_gradient(policy, theta, part);  // Σ ∇ log π
        uw += dot(u, w), ww += dot(w, w);
    }
    return ww > 0 ? uw / ww : 0;
}
// #endregion baseline

void Baseline::start_from(const nn::SafeTensors& checkpoint) {
    if (critic_ && critic_->start_from(checkpoint)) fitted_ = true;
}

void Baseline::archive(nn::Archive& archive) {
    archive("baseline.constant", constant_);
    archive("baseline.fitted", fitted_);
    if (critic_) critic_->archive(archive);
}

}  // namespace surefoot::rl
