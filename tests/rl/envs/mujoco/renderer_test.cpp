#include "rl/envs/mujoco/renderer.hpp"

#include <mujoco/mujoco.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>
#include <set>

#include "rl/envs/environments.hpp"
#include "rl/envs/mujoco/mujoco_env.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(renderer)

namespace {

using scene::Colour;
using scene::Point;

bool at(Point p, double x, double y, double tolerance = 1e-9) { return std::hypot(p.x - x, p.y - y) <= tolerance; }

// The state of an environment where it begins with these positions and at rest.
rl::EnvState state_at(const std::string& id, std::vector<double> recorded) {
    const auto env = rl::make_env(id);
    recorded.resize(env->recordable().size());
    nn::Rng rng(0, "environment");
    env->reset(rng);
    env->begin_at(recorded);
    return env->state();
}

int count(const scene::Picture& picture, Colour colour) {
    return static_cast<int>(std::count_if(picture.shapes.begin(), picture.shapes.end(),
                                          [&](const scene::Shape& s) { return s.colour == colour; }));
}

}  // namespace

// By the model's own table: the foot lies flat, 0.39 m long and 0.06 m thick to either side, from 0.13 m behind the leg.
BOOST_AUTO_TEST_CASE(the_hopper_begins_upright_on_its_foot) {
    const scene::Picture picture =
        rl::find_environment("Hopper-v5").renderer()->picture(state_at("Hopper-v5", {0, 1.25, 0, 0, 0, 0}));
    BOOST_TEST(picture.shapes.size() == 4u);
    const scene::Shape &foot = picture.shapes.front(), &torso = picture.shapes.back();  // the torso is on top
    BOOST_TEST(foot.radius == 0.06);
    auto ends = foot.outline;
    std::sort(ends.begin(), ends.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    BOOST_TEST((at(ends[0], -0.13, 0.1) && at(ends[1], 0.26, 0.1)));
    BOOST_TEST((torso.colour == Colour::body && torso.radius == 0.05));
    BOOST_TEST(std::abs(torso.outline[0].y - torso.outline[1].y) == 0.4, boost::test_tools::tolerance(1e-12));
}

// In a pose where every joint is bent: the middle, the length and the radius of each capsule, and where the camera is.
BOOST_AUTO_TEST_CASE(capsules_are_where_mujoco_has_their_geoms) {
    for (const auto& [id, qpos] : {std::pair("Hopper-v5", std::vector<double>{3, 1.3, 0.1, -0.3, -0.5, 0.2}),
                                   {"HalfCheetah-v5", {-2, 0.1, -0.3, 0.4, -0.2, 0.3, -0.4, 0.5, -0.1}}}) {
        const auto env = rl::make_env(id);
        const mjModel& m = dynamic_cast<const rl::MujocoEnv&>(*env).model();
        const std::unique_ptr<mjData, void (*)(mjData*)> data(mj_makeData(&m), mj_deleteData);
        std::copy(qpos.begin(), qpos.end(), data->qpos);
        mj_forward(&m, data.get());
        const scene::Picture picture = rl::find_environment(id).renderer()->picture(state_at(id, qpos));
        int found = 0;
        for (int geom = 0; geom < m.ngeom; ++geom)
            for (const scene::Shape& shape : picture.shapes) {
                if (m.geom_type[geom] != mjGEOM_CAPSULE || shape.outline.size() != 2) continue;
                const auto [a, b] = std::pair(shape.outline[0], shape.outline[1]);
                const double length = std::hypot(a.x - b.x, a.y - b.y);
                found +=
                    shape.radius == m.geom_size[3 * geom] && std::abs(length - 2 * m.geom_size[3 * geom + 1]) < 1e-9 &&
                    at({(a.x + b.x) / 2, (a.y + b.y) / 2}, data->geom_xpos[3 * geom], data->geom_xpos[3 * geom + 2]);
            }
        BOOST_TEST(found == m.ngeom - 1);  // all but the ground
        BOOST_TEST(picture.camera.x == data->xpos[3]);
    }
}

BOOST_AUTO_TEST_CASE(the_reacher_is_seen_from_above_with_its_target_on_top) {
    const double shoulder = 0.7, elbow = -1.1;
    const scene::Picture picture =
        rl::find_environment("Reacher-v5").renderer()->picture(state_at("Reacher-v5", {shoulder, elbow, 0.05, -0.12}));
    const scene::Shape &target = picture.shapes.back(), &fingertip = picture.shapes.front();
    BOOST_TEST((target.colour == Colour::target && at(target.outline[0], 0.05, -0.12)));
    BOOST_TEST(at(fingertip.outline[0], 0.1 * std::cos(shoulder) + 0.11 * std::cos(shoulder + elbow),
                  0.1 * std::sin(shoulder) + 0.11 * std::sin(shoulder + elbow)));
}

BOOST_AUTO_TEST_CASE(limbs_are_told_apart) {
    const auto walker = rl::find_environment("Walker2d-v5").renderer()->picture(state_at("Walker2d-v5", {0, 1.25}));
    BOOST_TEST((count(walker, Colour::body) == 1 && count(walker, Colour::limb) == 3));
    BOOST_TEST(count(walker, Colour::other_limb) == 3);
    const auto ant = rl::find_environment("Ant-v5").renderer()->picture(state_at("Ant-v5", {0, 0, 0.75, 1}));
    BOOST_TEST(count(ant, Colour::body) == 1);
    for (const Colour leg : {Colour::limb, Colour::other_limb, Colour::third_limb, Colour::fourth_limb})
        BOOST_TEST(count(ant, leg) == 3);
}

// Obliquely from above, a metre of height is as long as the cosine of the elevation.
BOOST_AUTO_TEST_CASE(the_shadow_of_the_ant_is_on_the_ground_below_it) {
    const double elevation = 35 * std::numbers::pi / 180;
    const auto ant = rl::find_environment("Ant-v5").renderer()->picture(state_at("Ant-v5", {2, 3, 0.75, 1}));
    BOOST_TEST(count(ant, Colour::shadow) == 13);
    const scene::Shape &torso = ant.shapes.back(), &shadow = ant.shapes[12];
    BOOST_TEST((torso.colour == Colour::body && shadow.colour == Colour::shadow));
    BOOST_TEST(at(torso.outline[0], 2, 3 * std::sin(elevation) + 0.75 * std::cos(elevation)));
    BOOST_TEST(at(shadow.outline[0], 2, 3 * std::sin(elevation)));
}

BOOST_AUTO_TEST_CASE(the_ground_goes_as_far_as_the_camera) {
    const auto renderer = rl::find_environment("HalfCheetah-v5").renderer();
    const scene::Backdrop ground = renderer->backdrop({-3, 0.8}, {40, 0.8});
    const auto [west, east] = std::minmax_element(ground.labels.begin(), ground.labels.end(),
                                                  [](const auto& a, const auto& b) { return a.at.x < b.at.x; });
    BOOST_TEST((west->at.x <= -3 - renderer->view().width / 2 && east->at.x >= 40 + renderer->view().width / 2));
    BOOST_TEST((west->text == "−8 m" && east->text == "45 m"));
}

BOOST_AUTO_TEST_SUITE_END()
