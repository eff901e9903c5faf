#include "rl/envs/trajectory.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(trajectory)

namespace {

using nlohmann::json;

// A recording of what our own environment does, from one state with these actions.
json recorded(const std::string& id, const std::vector<double>& from, const std::vector<double>& actions) {
    const auto env = rl::make_env(id);
    const bool discrete = std::holds_alternative<rl::Discrete>(env->spec().action);
    const auto list = [](std::span<const double> values) { return std::vector<double>(values.begin(), values.end()); };
    env->begin_at(from);
    json t{{"label", "own"}, {"initial_state", from}, {"initial_obs", list(env->observation())}};
    for (const double action : actions) {
        const rl::Step step = take_step(*env, std::span(&action, 1));
        t["actions"].push_back(discrete ? json(static_cast<int>(action)) : json::array({action}));
        t["states"].push_back(list(env->recordable()));
        t["obs"].push_back(list(env->observation()));
        t["rewards"].push_back(step.reward);
        t["terminated"].push_back(step.terminated);
        t["truncated"].push_back(step.truncated);
    }
    return {{"env", id}, {"max_episode_steps", env->spec().max_episode_steps}, {"trajectories", json::array({t})}};
}

json pendulum() { return recorded("Pendulum-v1", {0.5, -1}, {0.5, -3, 1, 2}); }

rl::Replay replayed(const json& file) {
    const rl::Recording recording = rl::recording_from_json(file.dump());
    return rl::replay(recording, *rl::make_env(recording.env));
}

// A file as MuJoCo's are.
json simulated() {
    const json t{{"label", "sine"},
                 {"init_qpos", {0.1, 0.2}},
                 {"init_qvel", {0.3}},
                 {"initial_obs", {0.2, 0.3, 0}},
                 {"actions", {{0.5}, {-0.5}}},
                 {"qpos", {{1, 2}, {3, 4}}},
                 {"qvel", {{5}, {6}}},
                 {"obs", {{2, 5, 0}, {4, 6, 0}}},
                 {"rewards", {1, 2.5}},
                 {"terminated", {false, true}}};
    return {{"env", "Slider-v5"},
            {"frame_skip", 4},
            {"timestep", 0.002},
            {"dt", 0.008},
            {"nq", 2},
            {"nv", 1},
            {"nu", 1},
            {"ctrlrange", json::array({{-1.0, 1.0}})},
            {"obs_dim", 3},
            {"model_init_qpos", {0, 1.25}},
            {"model_init_qvel", {0}},
            {"trajectories", json::array({t})}};
}

void expect_refusal(const std::string& text, const std::string& pattern) {
    BOOST_CHECK_EXCEPTION(rl::recording_from_json(text), std::runtime_error, [&](const auto& e) {
        const bool says = std::string(e.what()).find(pattern) != std::string::npos;
        if (!says) BOOST_TEST_MESSAGE("`" << e.what() << "` does not say `" << pattern << "`");
        return says;
    });
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_recorded_is_read) {
    const rl::Recording recording = rl::recording_from_json(pendulum().dump());
    BOOST_TEST(recording.env == "Pendulum-v1");
    BOOST_TEST(*recording.max_episode_steps == 200);
    BOOST_TEST(!recording.model);
    const rl::Trajectory& t = recording.trajectories.at(0);
    BOOST_TEST(t.label == "own");
    BOOST_TEST(t.initial_state == (std::vector<double>{0.5, -1}));
    BOOST_TEST(t.initial_observation.size() == 3);
    BOOST_TEST(t.steps.size() == 4);
    BOOST_TEST(t.steps[1].action == std::vector<double>{-3});
    BOOST_TEST(*t.steps[3].truncated == false);
}

BOOST_AUTO_TEST_CASE(a_state_of_mujoco_is_positions_then_velocities) {
    const rl::Recording recording = rl::recording_from_json(simulated().dump());
    const rl::RecordedModel& model = recording.model.value();
    BOOST_TEST((model.nq == 2 && model.nv == 1 && model.frame_skip == 4 && model.timestep == 0.002));
    BOOST_TEST((model.control.low == std::vector<double>{-1} && model.control.high == std::vector<double>{1}));
    BOOST_TEST(model.initial_qpos == (std::vector<double>{0, 1.25}));
    BOOST_TEST(!recording.max_episode_steps);
    const rl::Trajectory& t = recording.trajectories.at(0);
    BOOST_TEST(t.initial_state == (std::vector<double>{0.1, 0.2, 0.3}));
    BOOST_TEST(t.steps[1].state == (std::vector<double>{3, 4, 6}));
    BOOST_TEST((t.steps[1].terminated && !t.steps[1].truncated));
}

BOOST_AUTO_TEST_CASE(an_environment_agrees_with_what_it_did_itself) {
    for (const json& file :
         {pendulum(), recorded("CartPole-v1", {2.39, 1, 0, 0}, {1, 1, 1, 0, 0}),
          recorded("Acrobot-v1", {0.1, 0, 0, 0.1}, {0, 1, 2, 2}), recorded("MountainCar-v0", {0.4, 0.07}, {2, 2, 2}),
          recorded("MountainCarContinuous-v0", {-0.58, 0}, {0.1, -5})}) {
        const rl::Replay replay = replayed(file);
        for (const rl::Differences& d : {replay.each_step, replay.rollout}) {
            BOOST_TEST((d.state.most == 0 && d.observation.most == 0 && d.reward.most == 0));
            BOOST_TEST(d.flags == 0);
        }
    }
}

// What is wrong at one step is seen there, and by the rollout.
BOOST_AUTO_TEST_CASE(differences_are_found_where_they_are) {
    const auto spoilt = [](const char* key, const json& value) {
        json file = pendulum();
        file["trajectories"].push_back(file["trajectories"][0]);
        file["trajectories"][1][key][2] = value;
        return replayed(file);
    };
    const json own = pendulum()["trajectories"][0];
    const rl::Replay reward = spoilt("rewards", own["rewards"][2].get<double>() + 0.5);
    for (const rl::Differences& d : {reward.each_step, reward.rollout}) {
        BOOST_TEST(std::abs(d.reward.most - 0.5) < 1e-12);
        BOOST_TEST((d.reward.trajectory == 1 && d.reward.step == 3));
        BOOST_TEST((d.state.most == 0 && d.observation.most == 0 && d.flags == 0));
    }
    const rl::Replay observation = spoilt("obs", {0, 0, 1000});
    BOOST_TEST(observation.each_step.observation.most > 900);
    BOOST_TEST((observation.each_step.observation.trajectory == 1 && observation.each_step.observation.step == 3));

    // A wrong state is the beginning of the next step, when steps are taken one at a time.
    const rl::Replay state = spoilt("states", {100, 0});
    BOOST_TEST(state.each_step.state.most > 90);
    BOOST_TEST(state.each_step.observation.most > 0.01);
    BOOST_TEST(state.rollout.state.most > 90);
    BOOST_TEST(state.rollout.observation.most == 0);

    BOOST_TEST(spoilt("terminated", true).each_step.flags == 1);
    BOOST_TEST(spoilt("truncated", true).rollout.flags == 1);
    BOOST_TEST(replayed(pendulum()).steps == 4);
}

BOOST_AUTO_TEST_CASE(a_recording_that_is_not_of_the_environment_is_refused) {
    const auto cartpole = rl::make_env("CartPole-v1"), car = rl::make_env("MountainCar-v0");
    const auto continuous = rl::make_env("MountainCarContinuous-v0");
    const rl::Recording swing = rl::recording_from_json(pendulum().dump());
    BOOST_CHECK_THROW(rl::replay(swing, *cartpole), std::invalid_argument);
    const rl::Recording throttle =
        rl::recording_from_json(recorded("MountainCarContinuous-v0", {-0.5, 0}, {0.5}).dump());
    BOOST_CHECK_THROW(rl::replay(throttle, *car), std::invalid_argument);  // half a push to the right
    json file = recorded("MountainCarContinuous-v0", {-0.5, 0}, {0.5});
    file["trajectories"][0]["actions"][0] = {0.5, 0.5};
    BOOST_CHECK_THROW(rl::replay(rl::recording_from_json(file.dump()), *continuous), std::invalid_argument);
    BOOST_CHECK_THROW(rl::replay(rl::recording_from_json(simulated().dump()), *car), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(what_is_no_trajectory_is_refused_with_the_place) {
    expect_refusal("", "parse error");
    expect_refusal("[1, 2]", "there is no `env`");
    expect_refusal("17", "there is no `env`");
    expect_refusal(R"({"env": 3})", "`env`: it is not text");
    expect_refusal(R"({"env": "x"})", "there is no `trajectories`");
    expect_refusal(R"({"env": "x", "trajectories": []})", "it is empty");
    expect_refusal(R"({"env": "x", "trajectories": 1})", "it is not a list");
    expect_refusal(R"({"env": "x", "trajectories": [7]})", "`trajectories`[0]: there is no `initial_state`");
    expect_refusal(R"({"env": "x", "max_episode_steps": -3, "trajectories": [7]})", "whole number above 0");
    expect_refusal(R"({"env": "x", "trajectories": [{"initial_state": [1e999]}]})", "number overflow");
    expect_refusal(std::string(100'000, '[') + std::string(100'000, ']'), "nested deeper");

    const auto spoilt = [](const char* key, const json& value, const std::string& pattern) {
        json file = pendulum();
        file["trajectories"][0][key] = value;
        expect_refusal(file.dump(), pattern);
        file["trajectories"][0].erase(key);
        if (std::string(key) != "label" && std::string(key) != "truncated")
            expect_refusal(file.dump(), fmt::format("there is no `{}`", key));
    };
    spoilt("label", 1, "`label`: it is not text");
    spoilt("initial_state", {1, "two"}, "`initial_state`[1]: it is not a number");
    spoilt("initial_obs", nullptr, "`initial_obs`: it is not a list");
    spoilt("actions", json::array(), "`actions`: it has no steps");
    spoilt("actions", {{1}, {2}, {3}, {4, 5}}, "`actions`[3]: it has 2 numbers, not 1");
    spoilt("states", {{1, 2}, {1, 2}, {1, 2}}, "`states`: it has 3 entries for 4 actions");
    spoilt("states", {{1, 2}, {1, 2}, {1}, {1, 2}}, "`states`[2]: it has 1 numbers, not 2");
    spoilt("obs", {{1, 2, 3}, {1, 2, 3}, 5, {1, 2, 3}}, "`obs`[2]: it is not a list");
    spoilt("rewards", {1, 2, 3, false}, "`rewards`[3]: it is not a number");
    spoilt("terminated", {0, 0, 0, 0}, "`terminated`[0]: it is not true or false");
    spoilt("truncated", {false}, "`truncated`: it has 1 entries for 4 actions");
    json other = pendulum();
    other["trajectories"].push_back(recorded("CartPole-v1", {0, 0, 0, 0}, {1})["trajectories"][0]);
    expect_refusal(other.dump(), "`trajectories`[1], `initial_state`: it has 4 numbers, not 2");
}

BOOST_AUTO_TEST_CASE(what_is_said_of_a_model_has_to_fit) {
    const auto spoilt = [](const char* key, const json& value, const std::string& pattern) {
        json file = simulated();
        file[key] = value;
        expect_refusal(file.dump(), pattern);
    };
    spoilt("nq", 3, "`model_init_qpos`: it has 2 numbers, not 3");
    spoilt("nq", 2'147'483'647, "`model_init_qpos`: it has 2 numbers, not 2147483647");
    spoilt("nv", -1, "`nv`: it is not a whole number above 0");
    spoilt("nu", 2, "`ctrlrange`: it has 1 pairs, not 2");
    spoilt("frame_skip", 1.5, "`frame_skip`");
    spoilt("timestep", 0, "`timestep`: it is not above 0");
    spoilt("dt", 0.002, "`dt`: it is not `timestep` times `frame_skip`");
    spoilt("obs_dim", 4, "`initial_obs`: it has 3 numbers, not 4");
    spoilt("ctrlrange", {{1, -1}}, "its first bound is above its second");
    spoilt("model_init_qvel", {1, 2}, "`model_init_qvel`: it has 2 numbers, not 1");
}

// A file that is cut anywhere, or has another byte anywhere, is refused or read: it does nothing else.
BOOST_AUTO_TEST_CASE(damaged_files_are_refused_or_read) {
    const std::string whole = recorded("CartPole-v1", {0, 0, 0, 0}, {1, 0}).dump();
    nn::Rng rng(5, "test");
    int refused = 0, tried = 0;
    const auto attempt = [&](const std::string& text) {
        ++tried;
        try {
            const rl::Recording recording = rl::recording_from_json(text);
            rl::replay(recording, *rl::make_env("CartPole-v1"));
        } catch (const std::runtime_error&) { ++refused; } catch (const std::invalid_argument&) {
            ++refused;
        }
    };
    for (std::size_t size = 0; size < whole.size(); ++size) attempt(whole.substr(0, size));
    BOOST_TEST(refused == tried);
    for (int i = 0; i < 3000; ++i) {
        std::string text = whole;
        text[static_cast<std::size_t>(rng.below(static_cast<int>(text.size())))] = static_cast<char>(rng.below(256));
        attempt(text);
    }
    BOOST_TEST(refused > 1000);
}

BOOST_AUTO_TEST_CASE(a_file_is_named_when_it_cannot_be_read) {
    const auto names = [](const char* path) {
        return [path](const std::runtime_error& e) { return std::string(e.what()).find(path) != std::string::npos; };
    };
    BOOST_CHECK_EXCEPTION(rl::read_recording("/nowhere/at.json"), std::runtime_error, names("/nowhere/at.json"));
    const char* no_recording = SOURCE_ROOT "/LICENSE";
    BOOST_CHECK_EXCEPTION(rl::read_recording(no_recording), std::runtime_error, names(no_recording));
}

BOOST_AUTO_TEST_SUITE_END()
