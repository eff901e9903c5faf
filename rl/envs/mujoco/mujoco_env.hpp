// MujocoEnv: what all tasks with MuJoCo's physics share. A task adds where an episode starts, what is seen, what it earns.
//
// Protocol and constants are those of Gymnasium's v5 tasks, with MuJoCo's double arithmetic in either precision.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "rl/envs/env.hpp"

struct mjModel_;
struct mjData_;

namespace surefoot::rl {

// What a task is besides its equations.
struct MujocoTask {
    std::string id;     // Gymnasium's, "Hopper-v5"
    std::string model;  // its name in models/
    int frame_skip;     // steps of the physics in one of the environment
    int observation_size;
    int derived_size = 0;         // how many numbers it keeps of MuJoCo's last forward pass
    bool contact_forces = false;  // whether it needs mjData::cfrc_ext, which mj_step does not compute
    int max_episode_steps = 1000;
    std::optional<double> reward_threshold = {};
    double step_microseconds;
};

// The physics of an environment, by name.
struct MujocoState {
    std::span<const double> qpos;     // [nq] positions: m, rad, unit quaternions
    std::span<const double> qvel;     // [nv] velocities: m/s, rad/s
    std::span<const double> derived;  // [derived_size] what the task kept
};

// An action beyond its bounds moves the motors as the bound does, and is paid for as it is.
//
// step and reset throw std::runtime_error, naming the environment and the step, where MuJoCo warns of something (numbers
// out of hand, a full buffer) or fails. The state is then still that before the step.
class MujocoEnv : public Env {
  public:
    const mjModel_& model() const { return *model_; }
    double dt() const { return dt_; }  // s, of a step

  protected:
    explicit MujocoEnv(const MujocoTask& task);
    MujocoEnv(const MujocoTask& task, std::shared_ptr<const mjModel_> model);  // of one's own, instead of task.model

    // What a task writes down. `start` is handed the model's initial qpos [nq] and qvel [nv] and adds noise. `derive` keeps
    // what the task needs of the forward pass within MuJoCo's last step: that pass lags behind qpos and qvel, Gymnasium's
    // tasks read it like this, and it could not be computed again from the new state.
    virtual void start(std::span<double> qpos, std::span<double> qvel, nn::Rng& rng) const = 0;
    virtual void derive(const mjData_&, std::span<double> /* derived */) const {}
    virtual Outcome judge(const MujocoState& before, const MujocoState& after,
                          std::span<const double> action) const = 0;
    virtual void show(const MujocoState& state, std::span<double> observation) const = 0;

    double rate(double before, double after) const { return (after - before) / dt_; }  // of change, over a step
    int body(const char* name) const;                                                  // its index in the model

  private:
    // physics: qpos, qvel; time, qacc_warmstart (where the solver begins, so the next step depends on it), act, derived.
    void begin(std::span<double> physics, nn::Rng& rng) const final;
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const final;
    void observe(std::span<const double> physics, std::span<double> observation) const final;
    void settle(std::span<double> physics, bool begins) const final;

    MujocoState view(std::span<const double> physics) const;
    void load(std::span<const double> physics) const;
    void store(std::span<double> physics) const;
    template <class Simulate>
    void guarded(int step, Simulate simulate) const;

    struct Delete {
        void operator()(mjData_* data) const;
    };
    std::shared_ptr<const mjModel_> model_;
    std::unique_ptr<mjData_, Delete> data_;  // MuJoCo's workspace; between steps nothing depends on what it holds
    int frame_skip_;
    bool contact_forces_;
    double dt_;  // s
};

}  // namespace surefoot::rl
