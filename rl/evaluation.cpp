#include "rl/evaluation.hpp"

#include "nn/archive.hpp"
#include "rl/checkpoint.hpp"

namespace rl {

std::vector<Episode> evaluate(const TrainConfig& config, const nn::SafeTensors& checkpoint, int episodes,
                              std::uint64_t seed, bool deterministic) {
    expect_checkpoint_of(config, checkpoint);
    VectorEnv env(config.env, 1, seed);
    nn::Normalizer observations(env.spec().observation.size());
    const MlpPolicy policy(env.spec().observation, env.spec().action, {.hidden = config.hidden}, &observations);
    ad::Tensor theta;
    auto archive = nn::Archive::restoring(checkpoint);
    archive(policy.layout(), theta);
    if (config.normalize_observations) observations.archive(archive, "observations");
    nn::Rng rng(seed, "evaluation");

    std::vector<Episode> finished;
    while (static_cast<int>(finished.size()) < episodes) {
        const Distribution pi = policy(theta, env.observations());
        const ad::Tensor action = deterministic ? mode(pi) : sample(pi, rng);
        const auto result = env.step(0, std::vector<double>(action.values().begin(), action.values().end()));
        if (result.step.terminated || result.step.truncated)
            finished.push_back({result.episode_return, result.episode_length});
    }
    return finished;
}

}  // namespace rl
