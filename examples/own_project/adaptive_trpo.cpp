#include "adaptive_trpo.hpp"

#include <algorithm>

#include "nn/storage/archive.hpp"

namespace own {

using namespace surefoot;

namespace {

class AdaptiveTrpo : public rl::BatchLearner {
  public:
    AdaptiveTrpo(const AdaptiveTrpoSettings& settings, const rl::Problem& problem)
        : BatchLearner(settings.actor_critic, problem), config_(settings.trpo), factor_(settings.damping_factor) {}

    void archive(nn::Archive& archive) override {
        BatchLearner::archive(archive);
        archive("adaptive_trpo.damping", config_.cg_damping);
    }

  private:
    rl::Report step(ad::Tensor& theta, const rl::Rollout&, const rl::Batch& batch, const rl::Turn&) override {
        const rl::TrpoStats stats = rl::trpo(policy(), theta, batch, config_);
        const bool held = stats.accepted && stats.backtracks == 0;
        config_.cg_damping = std::clamp(config_.cg_damping * (held ? 1 / factor_ : factor_), 1e-6, 10.0);
        return rl::report(stats);
    }

    rl::TrpoConfig config_;
    double factor_;
};

}  // namespace

std::vector<rl::Setting> AdaptiveTrpoSettings::list() {
    std::vector<rl::Setting> all{
        {"max_kl", &trpo.max_kl, rl::above_zero, 100, "radius δ of the trust region, in nats"},
        {"cg_damping", &trpo.cg_damping, 1e-6, 10, "λ of the first step"},
        {"damping_factor", &damping_factor, 1, 10, "by which λ rises and falls"},
    };
    for (rl::Setting& setting : actor_critic.list()) all.push_back(std::move(setting));
    return all;
}

std::unique_ptr<rl::Learner> AdaptiveTrpoSettings::make(const rl::Problem& problem) const {
    return std::make_unique<AdaptiveTrpo>(*this, problem);
}

void register_adaptive_trpo() {
    rl::register_rung({"adaptive_trpo", "TRPO whose damping learns from the line search",
                       [] { return std::make_unique<AdaptiveTrpoSettings>(); }});
}

}  // namespace own
