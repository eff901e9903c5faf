#include "rl/envs/mujoco/mujoco_env.hpp"

#include <fmt/format.h>
#include <mujoco/mujoco.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "autodiff/pool.hpp"
#include "rl/envs/mujoco/models.hpp"

namespace surefoot::rl {
namespace {

EnvSpec spec_of(const MujocoTask& task, const mjModel& model) {
    const auto n = static_cast<std::size_t>(task.observation_size);
    constexpr double inf = std::numeric_limits<double>::infinity();
    Box action;
    for (int i = 0; i < model.nu; ++i) {
        action.low.push_back(model.actuator_ctrlrange[2 * i]);
        action.high.push_back(model.actuator_ctrlrange[2 * i + 1]);
    }
    return {.id = task.id,
            .observation = {std::vector<double>(n, -inf), std::vector<double>(n, inf)},
            .action = action,
            .max_episode_steps = task.max_episode_steps,
            .reward_threshold = task.reward_threshold,
            .step_microseconds = task.step_microseconds};
}

std::span<double> whole(mjtNum* values, int count) { return {values, static_cast<std::size_t>(count)}; }

// All of MuJoCo's that the next step depends on besides the controls, in the order of an environment's physics.
std::array<std::span<double>, 5> carried(const mjModel& m, mjData& d) {
    return {whole(d.qpos, m.nq), whole(d.qvel, m.nv), whole(&d.time, 1), whole(d.qacc_warmstart, m.nv),
            whole(d.act, m.na)};
}

int carried_size(const mjModel& m) { return 1 + m.nq + 2 * m.nv + m.na; }

}  // namespace

void MujocoEnv::Delete::operator()(mjData* data) const { mj_deleteData(data); }

MujocoEnv::MujocoEnv(const MujocoTask& task) : MujocoEnv(task, load_model(task.model)) {}

MujocoEnv::MujocoEnv(const MujocoTask& task, std::shared_ptr<const mjModel> model)
    : Env(spec_of(task, *model), model->nq + model->nv,
          carried_size(*model) - model->nq - model->nv + task.derived_size),
      model_(std::move(model)),
      data_(mj_makeData(model_.get())),
      frame_skip_(task.frame_skip),
      contact_forces_(task.contact_forces),
      dt_(model_->opt.timestep * task.frame_skip) {}

int MujocoEnv::body(const char* name) const {
    const int id = mj_name2id(model_.get(), mjOBJ_BODY, name);
    if (id < 0) throw std::invalid_argument(fmt::format("{}: no body `{}` in its model", spec().id, name));
    return id;
}

MujocoState MujocoEnv::view(std::span<const double> physics) const {
    const auto nq = static_cast<std::size_t>(model_->nq), nv = static_cast<std::size_t>(model_->nv);
    return {physics.first(nq), physics.subspan(nq, nv),
            physics.subspan(static_cast<std::size_t>(carried_size(*model_)))};
}

void MujocoEnv::load(std::span<const double> physics) const {
    auto from = physics.begin();
    for (const std::span<double> part : carried(*model_, *data_))
        for (double& value : part) value = *from++;
}

void MujocoEnv::store(std::span<double> physics) const {
    auto to = physics.begin();
    for (const std::span<double> part : carried(*model_, *data_)) to = std::copy(part.begin(), part.end(), to);
    derive(*data_, {to, physics.end()});
}

// Runs MuJoCo in a step of the episode, 0 for its beginning. After a warning MuJoCo may have gone on from the model's initial
// state: that is no result.
template <class Simulate>
void MujocoEnv::guarded(int step, Simulate simulate) const {
    std::string trouble;
    try {
        simulate();
        for (int w = 0; w < mjNWARNING; ++w)
            if (data_->warning[w].number > 0) trouble = mju_warningText(w, data_->warning[w].lastinfo);
    } catch (const std::runtime_error& error) { trouble = error.what(); }
    if (trouble.empty()) return;
    mj_resetData(model_.get(), data_.get());  // its stack and its counts of warnings too
    throw std::runtime_error(fmt::format("{}: MuJoCo in step {} of the episode: {}", spec().id, step, trouble));
}

void MujocoEnv::begin(std::span<double> physics, nn::Rng& rng) const {
    mj_resetData(model_.get(), data_.get());
    start(whole(data_->qpos, model_->nq), whole(data_->qvel, model_->nv), rng);
    guarded(0, [this] { mj_forward(model_.get(), data_.get()); });
    store(physics);
}

// A state that others recorded is positions and velocities. Where an episode begins, the rest is what MuJoCo makes of them;
// within one, the warm start and what a task derived go on from our own last step.
void MujocoEnv::settle(std::span<double> physics, bool begins) const {
    if (!begins) return;
    mj_resetData(model_.get(), data_.get());
    load(physics);
    guarded(0, [this] { mj_forward(model_.get(), data_.get()); });
    store(physics);
}

Env::Outcome MujocoEnv::advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const {
    const ad::pool::vector<double> before(physics.begin(), physics.end());
    load(physics);
    const Box& bounds = std::get<Box>(spec().action);
    for (std::size_t i = 0; i < action.size(); ++i)
        data_->ctrl[i] = std::clamp(action[i], bounds.low[i], bounds.high[i]);
    guarded(state().steps + 1, [this] {
        for (int i = 0; i < frame_skip_; ++i) mj_step(model_.get(), data_.get());
        if (contact_forces_) mj_rnePostConstraint(model_.get(), data_.get());
    });
    store(physics);
    return judge(view(before), view(physics), action);
}

void MujocoEnv::observe(std::span<const double> physics, std::span<double> observation) const {
    show(view(physics), observation);
}

}  // namespace surefoot::rl
