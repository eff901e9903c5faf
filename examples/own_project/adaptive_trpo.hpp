// A rung of one's own: TRPO whose damping learns from the line search, by the rule of Levenberg and Marquardt. Where the models
// held and the first trial was accepted, the damping falls; where the step had to be shrunk, it rises.
#pragma once

#include "rl/rungs/trpo.hpp"

namespace own {

struct AdaptiveTrpoSettings : surefoot::rl::Settings<AdaptiveTrpoSettings> {
    surefoot::rl::TrpoConfig trpo = {};  // its damping is where the rule begins
    double damping_factor = 1.5;         // by which the damping rises and falls
    surefoot::rl::BatchLearnerSettings actor_critic = {};

    std::vector<surefoot::rl::Setting> list() override;
    std::unique_ptr<surefoot::rl::Learner> make(const surefoot::rl::Problem& problem) const override;
};

void register_adaptive_trpo();  // as `train adaptive_trpo`

}  // namespace own
