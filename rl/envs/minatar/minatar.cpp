#include "rl/envs/minatar/minatar.hpp"

#include "rl/envs/minatar/boards.hpp"
#include "rl/envs/minatar/breakout.hpp"
#include "rl/envs/minatar/space_invaders.hpp"

namespace surefoot::rl {

std::vector<Environment> minatar_environments() {
    const std::vector<Default> defaults{
        {"*", "steps=5000000 num_envs=32 batch_steps=2048 gamma=0.99 lambda=0.97"},
        // Without the bonus it learns one way to play by heart, and always loses at the same bounce (docs/21 §5).
        {"trpo", "max_kl=0.02 cg_damping=0.01 cg_iterations=20 fvp_every=4 value_epochs=3 entropy_bonus=0.1"},
    };
    return {
        {.id = "MinAtar/Breakout-v1", .make = maker<Breakout>(), .defaults = defaults, .renderer = scene::breakout},
        {.id = "MinAtar/SpaceInvaders-v1",
         .make = maker<SpaceInvaders>(),
         .defaults = defaults,
         .renderer = scene::space_invaders},
    };
}

}  // namespace surefoot::rl
