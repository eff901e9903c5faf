#include "rl/runs/defaults.hpp"

namespace surefoot::rl {
namespace {

constexpr const char* mujoco =
    "Hopper-v5 Walker2d-v5 HalfCheetah-v5 Swimmer-v5 Ant-v5 InvertedPendulum-v5 InvertedDoublePendulum-v5 Reacher-v5";
constexpr const char* inverted = "InvertedPendulum-v5 InvertedDoublePendulum-v5";

// clang-format off
constexpr Default table[] = {
    // Classic control
    {"*",        "Acrobot-v1",                "steps=100000 normalize_observations=true normalize_returns=true"},
    {"npg trpo", "Acrobot-v1",                "max_kl=0.02"},
    {"*",        "MountainCar-v0",            "steps=200000 normalize_observations=true normalize_returns=true"},
    {"npg trpo", "MountainCar-v0",            "max_kl=0.02"},
    {"*",        "MountainCarContinuous-v0",  "steps=100000 gamma=0.999 initial_log_std=1"
                                              " normalize_observations=true normalize_returns=true"},
    {"*",        "Pendulum-v1",               "steps=200000 batch_steps=2048 gamma=0.95 lambda=0.9 initial_log_std=0.5"
                                              " value_epochs=10 normalize_observations=true normalize_returns=true"},
    {"npg trpo", "Pendulum-v1",               "max_kl=0.02 anneal_max_kl=true"},
    // MuJoCo
    {"*",        mujoco,                      "steps=1000000 num_envs=2 batch_steps=1024 lambda=0.95 initial_log_std=-0.5"
                                              " value_epochs=10 value_minibatch=128 value_learning_rate=0.001"
                                              " normalize_observations=true normalize_returns=true"},
    {"ppo",      mujoco,                      "batch_steps=2048 learning_rate=0.0003"},
    {"npg trpo", mujoco,                      "fvp_every=4"},
    {"*",        "Hopper-v5",                 "gamma=0.995 initial_log_std=0"},
    {"npg trpo", "Hopper-v5",                 "cg_iterations=20 fvp_every=2"},
    {"*",        "Swimmer-v5",                "batch_steps=2048 gamma=0.999 lambda=0.99 initial_log_std=0 value_epochs=20"},
    {"npg trpo", "Swimmer-v5",                "cg_iterations=30 fvp_every=1"},
    {"reinforce vpg npg trpo", inverted,      "batch_steps=4096 normalize_observations=false"},
    {"npg trpo", inverted,                    "anneal_max_kl=true"},
};
// clang-format on

}  // namespace

std::span<const Default> defaults() { return table; }

}  // namespace surefoot::rl
