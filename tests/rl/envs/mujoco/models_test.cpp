// The bodies against the parameters that the tasks state.
#include "rl/envs/mujoco/models.hpp"

#include <mujoco/mujoco.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(models)

namespace {

struct Joint {
    double low, high, armature, damping;  // rad or m; low == high: unlimited
    double stiffness = 0;
};

struct Body {
    const char* name;
    double timestep;
    int integrator;
    std::vector<double> masses;  // kg, of all bodies but the world
    std::vector<Joint> joints;
    std::vector<double> gears;
    std::vector<int> driven;  // the joint of each motor
    double ctrl = 1;          // the motors' bound
};

constexpr double deg = std::numbers::pi / 180, pi = std::numbers::pi;

double sphere(double r) { return 1000 * 4.0 / 3 * pi * r * r * r; }  // kg of a radius in m
double capsule(double r, double half) {
    return sphere(r) + 1000 * pi * r * r * 2 * half;
}  // half: its cylinder's length

const Joint root{0, 0, 0, 0};

// Half lengths of the torso with its head and of the links, scaled to 14 kg.
std::vector<double> cheetah_masses() {
    std::vector<double> masses{capsule(.046, .5) + capsule(.046, .15)};
    for (const double half : {.145, .15, .094, .133, .106, .07}) masses.push_back(capsule(.046, half));
    double total = 0;
    for (const double mass : masses) total += mass;
    for (double& mass : masses) mass *= 14 / total;
    return masses;
}

// 5 kg/m³; of each leg the part on the torso, the hip's and the ankle's.
std::vector<double> ant_masses() {
    const double upper = capsule(.08, .1 * std::sqrt(2)), lower = capsule(.08, .2 * std::sqrt(2));
    std::vector<double> masses{sphere(.25)};
    for (int leg = 0; leg < 4; ++leg) masses.insert(masses.end(), {upper, upper, lower});
    for (double& mass : masses) mass *= 5.0 / 1000;
    return masses;
}

const std::vector<Body> bodies{
    {"hopper",
     0.002,
     mjINT_RK4,
     {capsule(.05, .2), capsule(.05, .225), capsule(.04, .25), capsule(.06, .195)},
     {root, root, root, {-150 * deg, 0, 1, 1}, {-150 * deg, 0, 1, 1}, {-45 * deg, 45 * deg, 1, 1}},
     {200, 200, 200},
     {3, 4, 5}},
    {"walker2d",
     0.002,
     mjINT_RK4,
     {capsule(.05, .2), capsule(.05, .225), capsule(.04, .25), capsule(.06, .1), capsule(.05, .225), capsule(.04, .25),
      capsule(.06, .1)},
     {root,
      root,
      root,
      {-150 * deg, 0, 0.01, 0.1},
      {-150 * deg, 0, 0.01, 0.1},
      {-45 * deg, 45 * deg, 0.01, 0.1},
      {-150 * deg, 0, 0.01, 0.1},
      {-150 * deg, 0, 0.01, 0.1},
      {-45 * deg, 45 * deg, 0.01, 0.1}},
     {100, 100, 100, 100, 100, 100},
     {3, 4, 5, 6, 7, 8}},
    {"half_cheetah",
     0.01,
     mjINT_EULER,
     cheetah_masses(),
     {root,
      root,
      root,
      {-0.52, 1.05, 0.1, 6, 240},
      {-0.785, 0.785, 0.1, 4.5, 180},
      {-0.4, 0.785, 0.1, 3, 120},
      {-1, 0.7, 0.1, 4.5, 180},
      {-1.2, 0.87, 0.1, 3, 120},
      {-0.5, 0.5, 0.1, 1.5, 60}},
     {120, 90, 60, 120, 60, 30},
     {3, 4, 5, 6, 7, 8}},
    {"swimmer",
     0.01,
     mjINT_RK4,
     {capsule(.1, .5), capsule(.1, .5), capsule(.1, .5)},
     {{0, 0, 0.1, 0}, {0, 0, 0.1, 0}, {0, 0, 0.1, 0}, {-100 * deg, 100 * deg, 0.1, 0}, {-100 * deg, 100 * deg, 0.1, 0}},
     {150, 150},
     {3, 4}},
    {"inverted_pendulum",
     0.02,
     mjINT_RK4,
     {capsule(.1, .1), capsule(.049, std::hypot(.001, .6) / 2)},
     {{-1, 1, 0, 1}, {-90 * deg, 90 * deg, 0, 1}},
     {100},
     {0},
     3},
    {"inverted_double_pendulum",
     0.01,
     mjINT_RK4,
     {capsule(.1, .1), capsule(.045, .3), capsule(.045, .3)},
     {{-1, 1, 0, 0.05}, {0, 0, 0, 0.05}, {0, 0, 0, 0.05}},
     {500},
     {0}},
    {"reacher",
     0.01,
     mjINT_RK4,
     {capsule(.01, .05), capsule(.01, .05), sphere(.01), sphere(.009)},
     {{0, 0, 1, 1}, {-3, 3, 1, 1}, {-0.27, 0.27, 0, 0}, {-0.27, 0.27, 0, 0}},
     {200, 200},
     {0, 1}},
    {"ant",
     0.01,
     mjINT_RK4,
     ant_masses(),
     {root,
      {-30 * deg, 30 * deg, 1, 1},
      {30 * deg, 70 * deg, 1, 1},
      {-30 * deg, 30 * deg, 1, 1},
      {-70 * deg, -30 * deg, 1, 1},
      {-30 * deg, 30 * deg, 1, 1},
      {-70 * deg, -30 * deg, 1, 1},
      {-30 * deg, 30 * deg, 1, 1},
      {30 * deg, 70 * deg, 1, 1}},
     {150, 150, 150, 150, 150, 150, 150, 150},
     {7, 8, 1, 2, 3, 4, 5, 6}},
};

double total_mass(const mjModel& m) {
    double total = 0;
    for (int b = 0; b < m.nbody; ++b) total += m.body_mass[b];
    return total;
}

}  // namespace

BOOST_AUTO_TEST_CASE(masses_joints_and_motors_are_as_stated) {
    for (const Body& body : bodies) {
        BOOST_TEST_CONTEXT(body.name) {
            const auto model = rl::load_model(body.name);
            const mjModel& m = *model;
            BOOST_TEST(m.opt.timestep == body.timestep);
            BOOST_TEST(m.opt.integrator == body.integrator);
            BOOST_REQUIRE(m.nbody == static_cast<int>(body.masses.size()) + 1);
            for (int b = 1; b < m.nbody; ++b)
                BOOST_TEST(std::abs(m.body_mass[b] - body.masses[static_cast<std::size_t>(b - 1)]) <= 1e-12);
            BOOST_REQUIRE(m.njnt == static_cast<int>(body.joints.size()));
            for (int j = 0; j < m.njnt; ++j) {
                const Joint& joint = body.joints[static_cast<std::size_t>(j)];
                const int dof = m.jnt_dofadr[j];
                BOOST_TEST((m.jnt_limited[j] != 0) == (joint.low != joint.high));
                if (joint.low != joint.high) {
                    BOOST_TEST(std::abs(m.jnt_range[2 * j] - joint.low) <= 1e-15);
                    BOOST_TEST(std::abs(m.jnt_range[2 * j + 1] - joint.high) <= 1e-15);
                }
                BOOST_TEST(m.dof_armature[dof] == joint.armature);
                BOOST_TEST(m.dof_damping[dof] == joint.damping);
                BOOST_TEST(m.jnt_stiffness[j] == joint.stiffness);
            }
            BOOST_REQUIRE(m.nu == static_cast<int>(body.gears.size()));
            for (int a = 0; a < m.nu; ++a) {
                BOOST_TEST(m.actuator_gear[6 * a] == body.gears[static_cast<std::size_t>(a)]);
                BOOST_TEST(m.actuator_trnid[2 * a] == body.driven[static_cast<std::size_t>(a)]);
                BOOST_TEST(m.actuator_ctrllimited[a] != 0);
                BOOST_TEST(m.actuator_ctrlrange[2 * a] == -body.ctrl);
                BOOST_TEST(m.actuator_ctrlrange[2 * a + 1] == body.ctrl);
            }
        }
    }
}

// A capsule's moment of inertia across: its cylinder's, and its two half balls' about its middle.
BOOST_AUTO_TEST_CASE(inertias_follow_from_the_shapes) {
    const auto model = rl::load_model("hopper");
    const double sizes[][2] = {{.05, .2}, {.05, .225}, {.04, .25}, {.06, .195}};
    for (int b = 1; b < model->nbody; ++b) {
        const auto [r, h] = sizes[b - 1];
        const double ball = sphere(r), cylinder = capsule(r, h) - ball;
        const double across = cylinder * (3 * r * r + 4 * h * h) / 12 + ball * (0.4 * r * r + h * h + 0.75 * h * r);
        BOOST_TEST(std::abs(model->body_inertia[3 * b] - across) <= 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(total_masses_are_as_stated) {
    BOOST_TEST(std::abs(total_mass(*rl::load_model("hopper")) - 15.820013) <= 1e-6);
    BOOST_TEST(std::abs(total_mass(*rl::load_model("walker2d")) - 23.677137) <= 1e-6);
    BOOST_TEST(std::abs(total_mass(*rl::load_model("half_cheetah")) - 14) <= 1e-12);
}

BOOST_AUTO_TEST_CASE(what_touches_what_and_how_it_slides) {
    const auto geom = [](const mjModel& m, const char* name) { return mj_name2id(&m, mjOBJ_GEOM, name); };
    const auto friction = [&](const mjModel& m, const char* name) { return m.geom_friction[3 * geom(m, name)]; };
    {
        const auto m = rl::load_model("hopper");
        BOOST_TEST(friction(*m, "thigh") == 0.9);
        BOOST_TEST(friction(*m, "foot") == 2.0);
        BOOST_TEST(friction(*m, "ground") == 1.0);
        BOOST_TEST(m->geom_condim[geom(*m, "ground")] == 3);
        for (int g = 0; g < m->ngeom; ++g) {
            BOOST_TEST((m->geom_contype[g] == 1 && m->geom_conaffinity[g] == 1));
            BOOST_TEST(m->geom_margin[g] == 0.001);
            BOOST_TEST(m->geom_solimp[mjNIMP * g] == 0.8);
        }
    }
    {
        const auto m = rl::load_model("walker2d");
        for (const char* foot : {"left_foot", "right_foot"}) BOOST_TEST(friction(*m, foot) == 1.9);
        BOOST_TEST(friction(*m, "left_leg") == 0.9);
        BOOST_TEST(friction(*m, "ground") == 0.7);
        for (int g = 1; g < m->ngeom; ++g) BOOST_TEST((m->geom_contype[g] == 1 && m->geom_conaffinity[g] == 0));
    }
    for (const char* name : {"half_cheetah", "ant"}) {
        const auto m = rl::load_model(name);
        for (int g = 0; g < m->ngeom; ++g) {
            BOOST_TEST(m->geom_friction[3 * g] == (std::string("ant") == name ? 1.0 : 0.4));
            BOOST_TEST(m->geom_friction[3 * g + 1] == (std::string("ant") == name ? 0.5 : 0.1));
            BOOST_TEST(m->geom_condim[g] == 3);
            BOOST_TEST(m->geom_conaffinity[g] == (g == geom(*m, "ground")));
        }
    }
    for (const char* name : {"swimmer", "inverted_pendulum", "inverted_double_pendulum", "reacher"}) {
        const auto m = rl::load_model(name);
        for (int g = 0; g < m->ngeom; ++g) BOOST_TEST((m->geom_contype[g] == 0 && m->geom_conaffinity[g] == 0));
    }
    BOOST_TEST(rl::load_model("swimmer")->opt.density == 4000);
    BOOST_TEST(rl::load_model("swimmer")->opt.viscosity == 0.1);
    BOOST_TEST(rl::load_model("inverted_double_pendulum")->opt.gravity[0] == 1e-5);
}

BOOST_AUTO_TEST_CASE(a_model_is_compiled_once) { BOOST_TEST(rl::load_model("ant") == rl::load_model("ant")); }

BOOST_AUTO_TEST_CASE(what_is_no_model_is_refused) {
    BOOST_CHECK_THROW(rl::load_model("dragon"), std::invalid_argument);
    const auto says = [](const char* part) {
        return [part](const std::exception& e) { return std::string(e.what()).find(part) != std::string::npos; };
    };
    BOOST_CHECK_EXCEPTION(rl::compile_mjcf("<mujoco><wings/></mujoco>"), std::invalid_argument, says("wings"));
    BOOST_CHECK_EXCEPTION(rl::compile_mjcf("no markup"), std::invalid_argument, says("MuJoCo: "));
    BOOST_CHECK_EXCEPTION(rl::compile_mjcf(""), std::invalid_argument, says("MuJoCo: "));
}

BOOST_AUTO_TEST_SUITE_END()
