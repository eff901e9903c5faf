// REINFORCE (Williams 1992): the first rung. Make what was followed by a high return more probable.   docs/08
#pragma once

#include <string>

#include "rl/experience/baseline.hpp"
#include "rl/experience/policy_gradient.hpp"
#include "rl/rungs/rung.hpp"

namespace surefoot::rl {

struct ReinforceConfig {
    std::string baseline = "constant";  // one of baselines()
    std::string optimizer = "adam";     // one of nn::optimizers()
    double learning_rate = 5e-3;
};

// One step up E[ ∇ log π_θ(a|s) (G − b) ], with the discounted rewards-to-go G of a rollout of whole episodes. Then the
// baseline b is fitted to them, for the next one.
PolicyGradientStats reinforce(const Policy& policy, ad::Tensor& theta, const Rollout& rollout, Baseline& b,
                              nn::Optimizer& optimizer, double gamma);

struct ReinforceSettings : Settings<ReinforceSettings> {
    ReinforceConfig reinforce = {};
    ValueFitConfig value = {};  // of a baseline that is learned

    std::vector<Setting> list() override;
    std::unique_ptr<Learner> make(const Problem& problem) const override;
};

}  // namespace surefoot::rl
