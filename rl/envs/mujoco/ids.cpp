#include "rl/envs/mujoco/tasks.hpp"

namespace surefoot::rl {

const std::vector<std::string>& mujoco_ids() {
    static const std::vector<std::string> ids{
        "Hopper-v5",  "Walker2d-v5", "HalfCheetah-v5", "Swimmer-v5", "InvertedPendulum-v5", "InvertedDoublePendulum-v5",
        "Reacher-v5", "Ant-v5"};
    return ids;
}

}  // namespace surefoot::rl
