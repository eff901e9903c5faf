// Trajectories: what an environment did elsewhere, step by step, to hold one of ours against.   docs/trajectories.md
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rl/envs/env.hpp"

namespace surefoot::rl {

struct RecordedStep {
    std::vector<double> action;              // a discrete one is its index
    std::vector<double> state, observation;  // after the step; a state of MuJoCo's is qpos, then qvel
    double reward;
    bool terminated;
    std::optional<bool> truncated;  // MuJoCo's files do not say
};

struct Trajectory {
    std::string label;
    std::vector<double> initial_state, initial_observation;
    std::vector<RecordedStep> steps;  // at least one; they may go on past the end of the episode
};

// What a file says of the MuJoCo model behind an environment.
struct RecordedModel {
    int nq, nv;                                      // sizes of qpos and qvel
    int frame_skip;                                  // simulator steps in a step of the environment
    double timestep;                                 // s, of the simulator
    Box control;                                     // what it clamps actions to
    std::vector<double> initial_qpos, initial_qvel;  // before noise is added; empty when the file does not say
};

struct Recording {
    std::string env;  // Gymnasium's id
    std::optional<int> max_episode_steps;
    std::optional<RecordedModel> model;
    std::vector<Trajectory> trajectories;  // at least one; states, observations and actions of one width in all
};

// Throw std::runtime_error for anything that is not such a file, with the place in it and what is wrong there.
Recording read_recording(const std::filesystem::path& path);
Recording recording_from_json(std::string_view json);

// The largest absolute difference, and where it is.
struct Difference {
    double most = 0;
    int trajectory = 0, step = 0;  // steps are counted from 1; 0 is the beginning
};

struct Differences {
    Difference state, observation, reward;
    int flags = 0;  // how many of terminated and truncated are not as recorded
};

struct Replay {
    // One step at a time, each from the recorded state; and whole rollouts, each from its recorded beginning alone, which
    // drift apart where the dynamics are chaotic.
    Differences each_step, rollout;
    int steps = 0;  // that were recorded
};

// Steps the environment through what was recorded. Throws std::invalid_argument when the recording is not one of such an
// environment.
Replay replay(const Recording& recording, Env& env);

}  // namespace surefoot::rl
