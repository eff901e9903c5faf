// PPO on Pendulum by RLtools (Eschmann, Albani, Loianno 2024, arXiv:2306.03530), in the sizes of bench/ppo.cpp: prints the seconds
// that the training took, without what it allocates before. It is built where its headers are (-Drltools=FOLDER, the one with
// `rl_tools` in it), and written for those whose types come as a `numeric_types::Policy`.
//
//     OPENBLAS_NUM_THREADS=1 build-bench/bench/rltools_ppo_relu        and rltools_ppo_tanh, with their exact tanh
#include <rl_tools/operations/cpu_mux.h>

#include <rl_tools/rl/environments/pendulum/operations_generic.h>

#include <rl_tools/nn/optimizers/adam/instance/operations_generic.h>

#if __has_include(<rl_tools/nn/operations_cpu_mux.h>)
#include <rl_tools/nn/operations_cpu_mux.h>
#endif
#include <rl_tools/nn/layers/standardize/operations_generic.h>

#include <rl_tools/nn_models/mlp_unconditional_stddev/operations_generic.h>

#include <rl_tools/nn_models/sequential/operations_generic.h>

#include <rl_tools/nn/optimizers/adam/operations_generic.h>

#include <rl_tools/rl/algorithms/ppo/loop/core/config.h>

#include <rl_tools/rl/algorithms/ppo/loop/core/operations_generic.h>

#include <chrono>
#include <cstdio>

namespace rlt = rl_tools;
namespace core = rlt::rl::algorithms::ppo::loop::core;

using Device = rlt::devices::DEVICE_FACTORY<>;
using Index = typename Device::index_t;
using Types = rlt::numeric_types::Policy<float>;
using Rng = Device::SPEC::RANDOM::ENGINE<>;
using Pendulum = rlt::rl::environments::Pendulum<rlt::rl::environments::pendulum::Specification<
    float, Index, rlt::rl::environments::pendulum::DefaultParameters<float>>>;

struct Sizes : core::DefaultParameters<Types, Index, Pendulum> {
    static constexpr Index BATCH_SIZE = 256;  // of a minibatch
    static constexpr Index N_ENVIRONMENTS = 4, ON_POLICY_RUNNER_STEPS_PER_ENV = 1024, STEP_LIMIT = 1'000;
    static constexpr Index ACTOR_HIDDEN_DIM = 64, CRITIC_HIDDEN_DIM = 64, ACTOR_NUM_LAYERS = 3, CRITIC_NUM_LAYERS = 3;
    static constexpr auto ACTOR_ACTIVATION_FUNCTION =
        rlt::nn::activation_functions::ActivationFunction::RLTOOLS_ACTIVATION;
    static constexpr auto CRITIC_ACTIVATION_FUNCTION = ACTOR_ACTIVATION_FUNCTION;
    struct PPO_PARAMETERS : rlt::rl::algorithms::ppo::DefaultParameters<Types, Index, BATCH_SIZE> {
        static constexpr Index N_EPOCHS = 2;
        static constexpr float ACTION_ENTROPY_COEFFICIENT = 0;
    };
};

using Loop = core::Config<Types, Index, Rng, Pendulum, Sizes, core::ConfigApproximatorsSequential>;

int main() {
    constexpr int iterations = 74;  // 303,104 steps
    Device device;
    typename Loop::template State<Loop> state;
    rlt::malloc(device, state);
    rlt::init(device, state, 1);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < iterations; ++i) rlt::step(device, state);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%.3f\n", seconds.count());
    rlt::free(device, state);
}
