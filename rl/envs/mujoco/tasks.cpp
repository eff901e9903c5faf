#include "rl/envs/mujoco/tasks.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "rl/envs/mujoco/ant.hpp"
#include "rl/envs/mujoco/half_cheetah.hpp"
#include "rl/envs/mujoco/hopper.hpp"
#include "rl/envs/mujoco/inverted_double_pendulum.hpp"
#include "rl/envs/mujoco/inverted_pendulum.hpp"
#include "rl/envs/mujoco/reacher.hpp"
#include "rl/envs/mujoco/swimmer.hpp"
#include "rl/envs/mujoco/walker2d.hpp"

namespace surefoot::rl {

std::string mujoco_missing() { return ""; }

std::unique_ptr<Env> make_mujoco(const std::string& id) {
    if (id == "Hopper-v5") return std::make_unique<Hopper>();
    if (id == "Walker2d-v5") return std::make_unique<Walker2d>();
    if (id == "HalfCheetah-v5") return std::make_unique<HalfCheetah>();
    if (id == "Swimmer-v5") return std::make_unique<Swimmer>();
    if (id == "InvertedPendulum-v5") return std::make_unique<InvertedPendulum>();
    if (id == "InvertedDoublePendulum-v5") return std::make_unique<InvertedDoublePendulum>();
    if (id == "Reacher-v5") return std::make_unique<Reacher>();
    if (id == "Ant-v5") return std::make_unique<Ant>();
    throw std::invalid_argument(fmt::format("no MuJoCo task `{}`", id));
}

}  // namespace surefoot::rl
