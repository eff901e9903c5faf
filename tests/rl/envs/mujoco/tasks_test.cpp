#include "rl/envs/mujoco/tasks.hpp"

#include <boost/test/unit_test.hpp>

#include "rl/runs/config.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(tasks)

BOOST_AUTO_TEST_CASE(spaces_and_lengths_are_those_of_gymnasium) {
    struct Task {
        const char* id;
        int observation, action;
        double bound;
        int max_steps;
        std::optional<double> threshold;
    };
    const std::vector<Task> tasks{
        {"Hopper-v5", 11, 3, 1, 1000, 3800},         {"Walker2d-v5", 17, 6, 1, 1000, {}},
        {"HalfCheetah-v5", 17, 6, 1, 1000, 4800},    {"Swimmer-v5", 8, 2, 1, 1000, 360},
        {"InvertedPendulum-v5", 4, 1, 3, 1000, 950}, {"InvertedDoublePendulum-v5", 9, 1, 1, 1000, 9100},
        {"Reacher-v5", 10, 2, 1, 50, -3.75},         {"Ant-v5", 105, 8, 1, 1000, 6000},
    };
    BOOST_TEST(tasks.size() == rl::mujoco_ids().size());
    for (const Task& task : tasks) {
        const auto env = rl::make_env(task.id);
        const rl::EnvSpec& spec = env->spec();
        BOOST_TEST(spec.id == task.id);
        BOOST_TEST(spec.observation.size() == task.observation);
        BOOST_TEST(rl::width(spec.action) == task.action);
        for (const double high : std::get<rl::Box>(spec.action).high) BOOST_TEST(high == task.bound);
        for (const double low : std::get<rl::Box>(spec.action).low) BOOST_TEST(low == -task.bound);
        BOOST_TEST(spec.max_episode_steps == task.max_steps);
        BOOST_TEST((spec.reward_threshold == task.threshold));
    }
    BOOST_TEST(rl::mujoco_missing().empty());
    std::vector<std::string> ids;
    for (const rl::Environment& environment : rl::mujoco_environments()) ids.push_back(environment.id);
    BOOST_TEST(ids == rl::mujoco_ids(), boost::test_tools::per_element());  // what a build without MuJoCo names
}

BOOST_AUTO_TEST_CASE(what_a_task_sets_for_itself_goes_before_what_all_tasks_set) {
    const rl::TrainConfig hopper = rl::default_config("trpo", "Hopper-v5"),
                          walker = rl::default_config("trpo", "Walker2d-v5");
    BOOST_TEST((hopper.steps == 1'000'000 && hopper.num_envs == 2));
    BOOST_TEST((hopper.initial_log_std == 0 && walker.initial_log_std == -0.5));
    BOOST_TEST(rl::value_of(hopper, "fvp_every") == "2");
    BOOST_TEST(rl::value_of(walker, "fvp_every") == "4");
}

BOOST_AUTO_TEST_SUITE_END()
