// Their defaults are tuned; docs/results.md has what they reach.
#include "rl/envs/classic/classic.hpp"

#include "rl/envs/classic/acrobot.hpp"
#include "rl/envs/classic/cartpole.hpp"
#include "rl/envs/classic/mountain_car.hpp"
#include "rl/envs/classic/mountain_car_continuous.hpp"
#include "rl/envs/classic/pendulum.hpp"
#include "rl/envs/classic/renderers.hpp"

namespace surefoot::rl {

std::vector<Environment> classic_environments() {
    return {
        {.id = "CartPole-v1", .make = maker<CartPole>(), .renderer = scene::cartpole},
        {.id = "CartPolePositions-v1",
         .make = maker<CartPolePositions>("CartPolePositions-v1", 1),
         .defaults = {{"*", "steps=150000 normalize_observations=true"}},
         .renderer = scene::cartpole},
        {.id = "CartPoleTwoPositions-v1",
         .make = maker<CartPolePositions>("CartPoleTwoPositions-v1", 2),
         .defaults = {{"*", "steps=150000 normalize_observations=true"}},
         .renderer = scene::cartpole},
        {.id = "Acrobot-v1",
         .make = maker<Acrobot>(),
         .defaults = {{"*", "steps=100000 normalize_observations=true normalize_returns=true"},
                      {"npg trpo", "max_kl=0.02"}},
         .renderer = scene::acrobot},
        {.id = "MountainCar-v0",
         .make = maker<MountainCar>(),
         .defaults = {{"*", "steps=200000 normalize_observations=true normalize_returns=true"},
                      {"npg trpo", "max_kl=0.02"}},
         .renderer = [] { return scene::mountain_car(0.5); }},
        {.id = "MountainCarContinuous-v0",
         .make = maker<MountainCarContinuous>(),
         .defaults =
             {{"*", "steps=100000 gamma=0.999 initial_log_std=1 normalize_observations=true normalize_returns=true"}},
         .renderer = [] { return scene::mountain_car(0.45); }},
        {.id = "Pendulum-v1",
         .make = maker<Pendulum>(),
         .defaults = {{"*",
                       "steps=200000 batch_steps=2048 gamma=0.95 lambda=0.9 initial_log_std=0.5 value_epochs=10"
                       " normalize_observations=true normalize_returns=true"},
                      {"npg trpo", "max_kl=0.02 anneal_max_kl=true"}},
         .renderer = scene::pendulum},
    };
}

}  // namespace surefoot::rl
