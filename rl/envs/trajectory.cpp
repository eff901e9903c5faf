#include "rl/envs/trajectory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "nn/storage/file.hpp"
#include "nn/storage/json.hpp"

namespace surefoot::rl {
namespace {

using nn::Json;

constexpr std::uint64_t max_file_bytes = 64 << 20;  // held as JSON, it takes several times as much

// A value of the file, with the place that it has there.
struct Field {
    const Json& value;
    std::string place;

    [[noreturn]] void refuse(const std::string& problem) const {
        throw std::runtime_error(fmt::format("{}: {}", place, problem));
    }
    bool has(const char* key) const { return value.find(key) != nullptr; }
    Field operator[](const char* key) const {
        const Json* member = value.find(key);
        if (!member) refuse(fmt::format("there is no `{}`", key));
        return {*member, fmt::format("{}, `{}`", place, key)};
    }
    Field entry(std::size_t i) const { return {value.array()[i], fmt::format("{}[{}]", place, i)}; }

    std::size_t length() const {
        if (!value.is_array()) refuse("it is not a list");
        return value.array().size();
    }
    std::string text() const {
        if (!value.is_string()) refuse("it is not text");
        return value.string();
    }
    bool flag() const {
        if (!value.is_boolean()) refuse("it is not true or false");
        return value.boolean();
    }
    double number() const {
        if (!value.is_number()) refuse("it is not a number");
        return value.number();
    }
    int count() const {
        const std::uint64_t number = value.is_unsigned() ? value.unsigned_integer() : 0;
        if (number == 0 || number > std::numeric_limits<int>::max()) refuse("it is not a whole number above 0");
        return static_cast<int>(number);
    }
    std::vector<double> numbers() const {
        std::vector<double> list;
        list.reserve(length());
        for (const Json& each : value.array())
            list.push_back(each.is_number() ? each.number() : entry(list.size()).number());
        return list;
    }
    // A list of so many numbers.
    std::vector<double> numbers(std::size_t size) const {
        if (length() != size) refuse(fmt::format("it has {} numbers, not {}", length(), size));
        return numbers();
    }
};

struct Widths {
    std::size_t state, observation, action;
};

// A discrete action is recorded as a number, one of a box as a list.
std::vector<double> action_from(const Field& field) {
    return field.value.is_array() ? field.numbers() : std::vector<double>{field.number()};
}

std::vector<double> state_from(const Field& qpos, const Field& qvel, const RecordedModel& model) {
    std::vector<double> state = qpos.numbers(static_cast<std::size_t>(model.nq));
    const std::vector<double> velocities = qvel.numbers(static_cast<std::size_t>(model.nv));
    state.insert(state.end(), velocities.begin(), velocities.end());
    return state;
}

RecordedModel model_from(const Field& file) {
    RecordedModel model{.nq = file["nq"].count(),
                        .nv = file["nv"].count(),
                        .frame_skip = file["frame_skip"].count(),
                        .timestep = file["timestep"].number(),
                        .control = {},
                        .initial_qpos = {},
                        .initial_qvel = {}};
    if (!(model.timestep > 0)) file["timestep"].refuse("it is not above 0");
    if (file.has("dt")) {
        const double dt = file["dt"].number(), product = model.timestep * model.frame_skip;
        if (!(std::abs(dt - product) <= 1e-12)) file["dt"].refuse("it is not `timestep` times `frame_skip`");
    }
    const Field range = file["ctrlrange"];
    if (const int nu = file["nu"].count(); range.length() != static_cast<std::size_t>(nu))
        range.refuse(fmt::format("it has {} pairs, not {}", range.length(), nu));
    for (std::size_t i = 0; i < range.length(); ++i) {
        const std::vector<double> bounds = range.entry(i).numbers(2);
        if (!(bounds[0] <= bounds[1])) range.entry(i).refuse("its first bound is above its second");
        model.control.low.push_back(bounds[0]);
        model.control.high.push_back(bounds[1]);
    }
    if (file.has("model_init_qpos"))
        model.initial_qpos = file["model_init_qpos"].numbers(static_cast<std::size_t>(model.nq));
    if (file.has("model_init_qvel"))
        model.initial_qvel = file["model_init_qvel"].numbers(static_cast<std::size_t>(model.nv));
    return model;
}

Trajectory trajectory_from(const Field& field, const Recording& recording, std::optional<Widths>& widths) {
    const auto& model = recording.model;
    Trajectory t;
    if (field.has("label")) t.label = field["label"].text();
    t.initial_state =
        model ? state_from(field["init_qpos"], field["init_qvel"], *model) : field["initial_state"].numbers();
    t.initial_observation = field["initial_obs"].numbers();

    const Field actions = field["actions"];
    const std::size_t steps = actions.length();
    if (steps == 0) actions.refuse("it has no steps");
    if (!widths) widths = {t.initial_state.size(), t.initial_observation.size(), action_from(actions.entry(0)).size()};
    const auto expect_width = [](const Field& of, std::size_t size, std::size_t expected) {
        if (size != expected) of.refuse(fmt::format("it has {} numbers, not {}", size, expected));
    };
    if (!model) expect_width(field["initial_state"], t.initial_state.size(), widths->state);
    expect_width(field["initial_obs"], t.initial_observation.size(), widths->observation);

    const auto column = [&](const char* key) {
        const Field list = field[key];
        if (list.length() != steps) list.refuse(fmt::format("it has {} entries for {} actions", list.length(), steps));
        return list;
    };
    const Field observations = column("obs"), rewards = column("rewards"), terminated = column("terminated");
    const Field states = column(model ? "qpos" : "states"), velocities = model ? column("qvel") : states;
    const auto truncated = field.has("truncated") ? std::optional<Field>(column("truncated")) : std::nullopt;
    for (std::size_t i = 0; i < steps; ++i) {
        RecordedStep step{.action = action_from(actions.entry(i)),
                          .state = model ? state_from(states.entry(i), velocities.entry(i), *model)
                                         : states.entry(i).numbers(widths->state),
                          .observation = observations.entry(i).numbers(widths->observation),
                          .reward = rewards.entry(i).number(),
                          .terminated = terminated.entry(i).flag(),
                          .truncated = truncated ? std::optional<bool>(truncated->entry(i).flag()) : std::nullopt};
        expect_width(actions.entry(i), step.action.size(), widths->action);
        t.steps.push_back(std::move(step));
    }
    return t;
}

}  // namespace

Recording recording_from_json(std::string_view text) {
    const Json root = Json::parse(text, {.depth = 5});
    const Field file{root, "the file"};
    Recording recording{.env = file["env"].text(), .max_episode_steps = {}, .model = {}, .trajectories = {}};
    if (file.has("max_episode_steps")) recording.max_episode_steps = file["max_episode_steps"].count();
    if (file.has("nq")) recording.model = model_from(file);
    const Field trajectories = file["trajectories"];
    if (trajectories.length() == 0) trajectories.refuse("it is empty");
    std::optional<Widths> widths;
    if (recording.model)
        widths = {static_cast<std::size_t>(recording.model->nq) + static_cast<std::size_t>(recording.model->nv),
                  static_cast<std::size_t>(file["obs_dim"].count()),
                  static_cast<std::size_t>(recording.model->control.size())};
    for (std::size_t i = 0; i < trajectories.length(); ++i)
        recording.trajectories.push_back(trajectory_from(trajectories.entry(i), recording, widths));
    return recording;
}

Recording read_recording(const std::filesystem::path& path) {
    const std::string text = nn::read_file(path, max_file_bytes);
    try {
        return recording_from_json(text);
    } catch (const std::runtime_error& e) {
        throw std::runtime_error(fmt::format("{}: not a recorded trajectory: {}", path.string(), e.what()));
    }
}

namespace {

// Compares as the replay goes on.
class Comparison {
  public:
    Comparison(Differences& differences, int trajectory) : all_(differences), trajectory_(trajectory) {}

    void beginning(const Trajectory& recorded, const Env& env) {
        note(all_.state, env.recordable(), recorded.initial_state);
        note(all_.observation, env.observation(), recorded.initial_observation);
    }
    void step(const RecordedStep& recorded, const Step& step, const Env& env) {
        ++step_;
        note(all_.state, env.recordable(), recorded.state);
        note(all_.observation, env.observation(), recorded.observation);
        note(all_.reward, std::span(&step.reward, 1), std::span(&recorded.reward, 1));
        all_.flags += step.terminated != recorded.terminated;
        all_.flags += recorded.truncated && step.truncated != *recorded.truncated;
    }

  private:
    void note(Difference& largest, std::span<const double> ours, std::span<const double> theirs) {
        for (std::size_t i = 0; i < theirs.size(); ++i) {
            double apart = std::abs(ours[i] - theirs[i]);
            if (std::isnan(apart)) apart = std::numeric_limits<double>::infinity();
            if (apart > largest.most) largest = {apart, trajectory_, step_};
        }
    }

    Differences& all_;
    int trajectory_, step_ = 0;
};

}  // namespace

Replay replay(const Recording& recording, Env& env) {
    const std::size_t observed = recording.trajectories.at(0).initial_observation.size();
    if (observed != env.observation().size())
        throw std::invalid_argument(fmt::format("{}: recorded observations of {} numbers, not {}", env.spec().id,
                                                observed, env.observation().size()));
    Replay result;
    for (const bool step_by_step : {true, false})
        for (std::size_t k = 0; k < recording.trajectories.size(); ++k) {
            const Trajectory& trajectory = recording.trajectories[k];
            Comparison comparison(step_by_step ? result.each_step : result.rollout, static_cast<int>(k));
            nn::Rng unused(
                0, "replay");  // a file that can be replayed is of an environment that draws nothing within a step
            env.begin_at(trajectory.initial_state);
            comparison.beginning(trajectory, env);
            for (const RecordedStep& recorded : trajectory.steps) {
                comparison.step(recorded, env.step(recorded.action, unused), env);
                if (step_by_step) env.set_state(recorded.state);
            }
            if (step_by_step) result.steps += static_cast<int>(trajectory.steps.size());
        }
    return result;
}

}  // namespace surefoot::rl
