// libFuzzer: the bytes of a checkpoint. A digest may be left out here, so that what stands behind it is reached.
#include <string_view>

#include "rl/runs/trainer.hpp"

using namespace surefoot;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const rl::TrainConfig config = [] {
        rl::TrainConfig c = rl::default_config("ppo", "CartPole-v1");
        c.num_envs = 2, c.batch_steps = 16, c.hidden = {2};
        return c;
    }();
    try {
        const nn::SafeTensors checkpoint = nn::parse_safetensors({reinterpret_cast<const char*>(data), size});
        rl::Trainer(config, checkpoint).iterate();
    } catch (const std::exception&) {}
    return 0;
}
