// The time that MuJoCo alone takes for what a training run simulates: mj_step, from states that the run's policy visits and
// with the controls it gave there, and nothing else. See whole_run.py.
//
//     bare_physics RUN STEPS      steps of the environment; prints seconds of the clock and of the processor
#include <fmt/format.h>
#include <mujoco/mujoco.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "rl/envs/environments.hpp"
#include "rl/envs/mujoco/mujoco_env.hpp"
#include "rl/runs/evaluation.hpp"
#include "rl/runs/run_directory.hpp"

using namespace surefoot;

namespace {

// A step of the environment, as MuJoCo sees it.
struct Moment {
    std::vector<double> qpos, qvel, warmstart, ctrl;
};

// Whole episodes as they go in training, with drawn actions, until there are about enough.
std::vector<Moment> visited(const std::filesystem::path& run, const mjModel& model, std::size_t enough) {
    const rl::TrainConfig config = rl::load_config(run);
    const nn::SafeTensors checkpoint = rl::load_checkpoint(run);
    const auto nq = model.nq, nv = model.nv;
    std::vector<Moment> moments;
    for (std::uint64_t seed = 0; moments.size() < enough; ++seed) {
        const rl::Playthrough played = rl::play(config, checkpoint, seed, false);
        for (std::size_t t = 0; t < played.actions.size(); ++t) {
            const auto physics = played.states[t].physics.begin();  // qpos, qvel, time, warm start
            Moment moment{{physics, physics + nq},
                          {physics + nq, physics + nq + nv},
                          {physics + nq + nv + 1, physics + nq + 2 * nv + 1},
                          played.actions[t]};
            for (int i = 0; i < model.nu; ++i) {
                double& u = moment.ctrl[static_cast<std::size_t>(i)];
                u = std::clamp(u, model.actuator_ctrlrange[2 * i], model.actuator_ctrlrange[2 * i + 1]);
            }
            moments.push_back(std::move(moment));
        }
    }
    return moments;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return fmt::print(stderr, "bare_physics RUN STEPS\n"), 2;
    const long steps = std::atol(argv[2]);
    const auto env = rl::make_env(rl::load_config(argv[1]).env);
    const auto* task = dynamic_cast<const rl::MujocoEnv*>(env.get());
    if (!task) return fmt::print(stderr, "bare_physics: {} has no physics of MuJoCo's\n", env->spec().id), 2;
    const mjModel& model = task->model();
    const int frame_skip = static_cast<int>(task->dt() / model.opt.timestep + 0.5);
    const std::vector<Moment> moments = visited(argv[1], model, 10'000);
    const std::unique_ptr<mjData, decltype(&mj_deleteData)> data(mj_makeData(&model), mj_deleteData);

    const auto start = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    for (long k = 0; k < steps; ++k) {
        const Moment& moment = moments[static_cast<std::size_t>(k) % moments.size()];
        std::copy(moment.qpos.begin(), moment.qpos.end(), data->qpos);
        std::copy(moment.qvel.begin(), moment.qvel.end(), data->qvel);
        std::copy(moment.warmstart.begin(), moment.warmstart.end(), data->qacc_warmstart);
        std::copy(moment.ctrl.begin(), moment.ctrl.end(), data->ctrl);
        for (int i = 0; i < frame_skip; ++i) mj_step(&model, data.get());
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    fmt::print("{:.3f} {:.3f}\n", seconds.count(), static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
}
