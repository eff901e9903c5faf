#include "rl/envs/mujoco/mujoco_env.hpp"

#include <mujoco/mujoco.h>

#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>

#include "nn/parallel/workers.hpp"
#include "rl/envs/mujoco/models.hpp"
#include "rl/envs/mujoco/tasks.hpp"
#include "rl/experience/vector_env.hpp"
#include "tests/rl/envs/mujoco/replay.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(mujoco_env)

namespace {

using Numbers = std::vector<double>;

std::unique_ptr<rl::MujocoEnv> make(const std::string& id) {
    return std::unique_ptr<rl::MujocoEnv>(dynamic_cast<rl::MujocoEnv*>(rl::make_env(id).release()));
}

Numbers draw_action(const rl::Env& env, nn::Rng& rng, double scale) {
    Numbers action(static_cast<std::size_t>(rl::width(env.spec().action)));
    for (double& a : action) a = rng.uniform(-scale, scale);
    return action;
}

auto says(const std::vector<std::string>& parts) {
    return [parts](const std::exception& e) {
        BOOST_TEST_MESSAGE(e.what());
        return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
            return std::string(e.what()).find(part) != std::string::npos;
        });
    };
}

// A box that falls on the ground, in a model that the test writes.
class Falling : public rl::MujocoEnv {
  public:
    explicit Falling(const std::string& xml)
        : MujocoEnv({.id = "Falling-v0", .model = "", .frame_skip = 1, .observation_size = 1, .step_microseconds = 1},
                    rl::compile_mjcf(xml)) {}

  protected:
    void start(std::span<double>, std::span<double>, nn::Rng&) const override {}
    Outcome judge(const rl::MujocoState&, const rl::MujocoState&, std::span<const double>) const override {
        return {0, false};
    }
    void show(const rl::MujocoState& state, std::span<double> observation) const override {
        observation[0] = state.qpos[2];
    }
};

std::string box(const std::string& size) {
    return "<mujoco><size " + size +
           "/><worldbody><geom type='plane' size='1 1 1'/><body pos='0 0 0.3'><freejoint/>"
           "<geom type='box' size='.1 .1 .1'/></body></worldbody></mujoco>";
}

}  // namespace

// Reset, forward, controls, steps, exactly as MuJoCo is called by hand, solver warm start and clipped controls included.
BOOST_AUTO_TEST_CASE(it_goes_as_bare_mujoco_does) {
    const std::map<std::string, int> frame_skips{{"Hopper-v5", 4},           {"Walker2d-v5", 4},
                                                 {"HalfCheetah-v5", 5},      {"Swimmer-v5", 4},
                                                 {"InvertedPendulum-v5", 2}, {"InvertedDoublePendulum-v5", 5},
                                                 {"Reacher-v5", 2},          {"Ant-v5", 5}};
    BOOST_TEST(frame_skips.size() == rl::mujoco_ids().size());
    for (const auto& [id, frame_skip] : frame_skips) {
        const auto env = make(id);
        const mjModel& m = env->model();
        const std::unique_ptr<mjData, decltype(&mj_deleteData)> data(mj_makeData(&m), mj_deleteData);
        nn::Rng rng(11, "environment"), choices(11, "actions");
        env->reset(rng);
        const auto nq = static_cast<std::size_t>(m.nq), nv = static_cast<std::size_t>(m.nv);
        const auto q = mujoco_replay::positions(*env, nq), v = mujoco_replay::velocities(*env, nq, nv);
        std::copy(q.begin(), q.end(), data->qpos);
        std::copy(v.begin(), v.end(), data->qvel);
        mj_forward(&m, data.get());
        double worst = 0;
        for (int i = 0; i < 200; ++i) {
            const Numbers action = draw_action(*env, choices, 1.5);
            std::copy(action.begin(), action.end(), data->ctrl);
            for (int k = 0; k < frame_skip; ++k) mj_step(&m, data.get());
            take_step(*env, action);
            worst = std::max({worst, mujoco_replay::largest_difference(q, {data->qpos, nq}),
                              mujoco_replay::largest_difference(v, {data->qvel, nv})});
        }
        BOOST_TEST(worst == 0, id << ": " << worst);
        BOOST_TEST(std::abs(data->time - env->state().physics[nq + nv]) == 0);
    }
}

// Over whole episodes: a copy that takes over in the middle of contact goes on to the same bits.
BOOST_AUTO_TEST_CASE(a_state_holds_all_that_the_next_steps_depend_on) {
    for (const std::string& id : rl::mujoco_ids()) {
        const auto env = make(id), copy = make(id);
        nn::Rng rng(12, "environment"), choices(12, "actions");
        env->reset(rng);
        copy->reset(rng);  // elsewhere
        bool alike = true;
        for (int i = 0; i < 150; ++i) {
            const rl::EnvState saved = env->state();
            const Numbers action = draw_action(*env, choices, 1);
            const rl::Step a = take_step(*env, action);
            take_step(*copy, action);  // from elsewhere, so that its workspace holds other numbers
            copy->restore(saved);
            const rl::Step b = take_step(*copy, action);
            alike = alike && a.reward == b.reward && env->state() == copy->state();
            if (i % 10 == 0) copy->reset(rng);
        }
        BOOST_TEST(alike, id);
    }
}

BOOST_AUTO_TEST_CASE(copies_share_their_model) { BOOST_TEST(&make("Ant-v5")->model() == &make("Ant-v5")->model()); }

BOOST_AUTO_TEST_CASE(copies_on_several_threads_go_as_on_one) {
    const auto run = [](int threads) {
        nn::set_threads(threads);
        rl::VectorEnv envs("Hopper-v5", 6, 3);
        nn::Rng choices(3, "actions");
        const std::array all{0, 1, 2, 3, 4, 5};
        for (int i = 0; i < 100; ++i) {
            ad::Tensor actions = ad::Tensor::uninitialized({6, 3});
            for (ad::Real& a : actions.write()) a = static_cast<ad::Real>(choices.uniform(-1, 1));
            envs.step(actions, all);
        }
        nn::set_threads(1);
        std::vector<rl::VectorEnv::State> states;
        for (int i = 0; i < 6; ++i) states.push_back(envs.state(i));
        return states;
    };
    BOOST_TEST((run(1) == run(3)));
}

BOOST_AUTO_TEST_CASE(actions_beyond_the_bounds_move_as_the_bound_and_cost_what_they_are) {
    const auto env = make("HalfCheetah-v5");
    nn::Rng rng(1, "environment");
    env->reset(rng);
    const rl::EnvState saved = env->state();
    const double at_bound = take_step(*env, Numbers(6, 1.0)).reward;
    const rl::EnvState after = env->state();
    for (const double beyond : {2.0, 1e12}) {
        env->restore(saved);
        const double reward = take_step(*env, Numbers(6, beyond)).reward;
        BOOST_TEST((env->state() == after));
        const double dearer = 0.1 * 6 * (beyond * beyond - 1);
        BOOST_TEST(std::abs(at_bound - reward - dearer) <= 1e-12 * dearer);
    }
    for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()})
        BOOST_CHECK_THROW(take_step(*env, Numbers(6, bad)), std::invalid_argument);
    BOOST_CHECK_THROW(take_step(*env, Numbers(5, 0)), std::invalid_argument);
    BOOST_CHECK_THROW(env->begin_at(Numbers(17)), std::invalid_argument);
}

// Left alone, MuJoCo puts the model back to its initial state, writes a log and goes on.
BOOST_AUTO_TEST_CASE(a_warning_becomes_an_exception) {
    const auto env = make("Hopper-v5");
    nn::Rng rng(1, "environment");
    env->reset(rng);
    take_step(*env, Numbers(3));
    const rl::EnvState good = env->state();
    struct Case {
        std::size_t number;  // of the physics
        double value;
        const char* says;
    };
    for (const Case& c : {Case{2, std::nan(""), "QPOS"}, Case{6 + 4, 1e11, "QVEL"}, Case{6 + 4, 1e9, "QACC"}}) {
        rl::EnvState bad = good;
        bad.physics[c.number] = c.value;
        env->restore(bad);
        BOOST_CHECK_EXCEPTION(take_step(*env, Numbers(3)), std::runtime_error,
                              says({"Hopper-v5: MuJoCo in step 2 of the episode: ", c.says}));
        // The environment is as good as before.
        env->restore(good);
        take_step(*env, Numbers(3));
        const auto fresh = make("Hopper-v5");
        fresh->restore(good);
        take_step(*fresh, Numbers(3));
        BOOST_TEST((env->state() == fresh->state()));
    }
    BOOST_TEST(!std::ifstream("MUJOCO_LOG.TXT").good());
}

BOOST_AUTO_TEST_CASE(an_error_of_mujoco_becomes_an_exception_too) {
    nn::Rng rng(1, "environment");
    const auto fall = [&](Falling& env) {
        env.reset(rng);
        for (int i = 0; i < 300; ++i) take_step(env, {});
    };
    Falling roomy(box("nstack='100000'"));
    fall(roomy);
    BOOST_TEST(roomy.observation()[0] < 0.11);
    Falling tight(box("nstack='200'"));
    for (int i = 0; i < 2; ++i)
        BOOST_CHECK_EXCEPTION(fall(tight), std::runtime_error, says({"Falling-v0: MuJoCo in step ", "Stack overflow"}));
    Falling few(box("nconmax='1' nstack='100000'"));
    BOOST_CHECK_EXCEPTION(fall(few), std::runtime_error, says({"Falling-v0: MuJoCo in step ", "contact"}));
}

BOOST_AUTO_TEST_SUITE_END()
