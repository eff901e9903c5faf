// Their defaults are a plain set: nothing has been tuned.
#include "rl/envs/minatar/minatar.hpp"

#include "rl/envs/minatar/boards.hpp"
#include "rl/envs/minatar/breakout.hpp"
#include "rl/envs/minatar/space_invaders.hpp"

namespace surefoot::rl {

std::vector<Environment> minatar_environments() {
    const std::vector<Default> plain{
        {"*", "steps=1000000 num_envs=16 batch_steps=4096 gamma=0.99 lambda=0.97"},
    };
    return {
        {.id = "MinAtar/Breakout-v1", .make = maker<Breakout>(), .defaults = plain, .renderer = scene::breakout},
        {.id = "MinAtar/SpaceInvaders-v1",
         .make = maker<SpaceInvaders>(),
         .defaults = plain,
         .renderer = scene::space_invaders},
    };
}

}  // namespace surefoot::rl
