// Their defaults are tuned; docs/results.md has what they reach.
#include "rl/envs/mujoco/tasks.hpp"

#include "rl/envs/mujoco/ant.hpp"
#include "rl/envs/mujoco/half_cheetah.hpp"
#include "rl/envs/mujoco/hopper.hpp"
#include "rl/envs/mujoco/inverted_double_pendulum.hpp"
#include "rl/envs/mujoco/inverted_pendulum.hpp"
#include "rl/envs/mujoco/reacher.hpp"
#include "rl/envs/mujoco/renderer.hpp"
#include "rl/envs/mujoco/swimmer.hpp"
#include "rl/envs/mujoco/walker2d.hpp"

namespace surefoot::rl {

std::string mujoco_missing() { return ""; }

namespace {

using scene::Camera;

template <class Task>
Environment task(const std::string& id, const Camera& camera, const std::vector<Default>& own = {}) {
    std::vector<Default> defaults{
        {"*",
         "steps=1000000 num_envs=2 batch_steps=1024 lambda=0.95 initial_log_std=-0.5 value_epochs=10"
         " value_minibatch=128 value_learning_rate=0.001 normalize_observations=true normalize_returns=true"},
        {"ppo", "batch_steps=2048 learning_rate=0.0003"},
        {"npg trpo", "fvp_every=4"},
    };
    defaults.insert(defaults.end(), own.begin(), own.end());
    return {.id = id, .make = maker<Task>(), .defaults = defaults, .renderer = [camera] {
                return scene::mujoco(std::make_unique<Task>(), camera);
            }};
}

}  // namespace

std::vector<Environment> mujoco_environments() {
    const Camera beside{0, 4.4, 2.2, {0, 0.8}, true, false, Camera::line};
    const std::vector<Default> inverted{{"reinforce vpg npg trpo", "batch_steps=4096 normalize_observations=false"},
                                        {"npg trpo", "anneal_max_kl=true"}};
    return {
        task<Hopper>("Hopper-v5", beside,
                     {{"*", "gamma=0.995 initial_log_std=0"}, {"npg trpo", "cg_iterations=20 fvp_every=2"}}),
        task<Walker2d>("Walker2d-v5", beside),
        task<HalfCheetah>("HalfCheetah-v5", {0, 5, 2.2, {0, 0.8}, true, false, Camera::line}),
        task<Swimmer>("Swimmer-v5", {90, 8, 4.4, {0, 0}, true, true, Camera::grid},
                      {{"*", "batch_steps=2048 gamma=0.999 lambda=0.99 initial_log_std=0 value_epochs=20"},
                       {"npg trpo", "cg_iterations=30 fvp_every=1"}}),
        task<InvertedPendulum>("InvertedPendulum-v5", {0, 2.8, 1.2, {0, 0.25}, false, false, Camera::rail}, inverted),
        task<InvertedDoublePendulum>("InvertedDoublePendulum-v5", {0, 3, 1.9, {0, 0.55}, false, false, Camera::rail},
                                     inverted),
        task<Reacher>("Reacher-v5", {90, 0.7, 0.66, {0, 0}, false, false, Camera::nothing}),
        task<Ant>("Ant-v5", {35, 6.4, 4, {0, 0.2}, true, true, Camera::grid, true}),
    };
}

}  // namespace surefoot::rl
