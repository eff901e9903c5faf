#include "rl/envs/mujoco/renderer.hpp"

#include <mujoco/mujoco.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rl/envs/mujoco/mujoco_env.hpp"

namespace surefoot::scene {
namespace {

// The multiples of `step` from `from` to `to`, as counts.
std::pair<int, int> multiples(double from, double to, double step) {
    return {static_cast<int>(std::ceil(from / step)), static_cast<int>(std::floor(to / step))};
}

class MujocoRenderer : public Renderer {
  public:
    MujocoRenderer(std::unique_ptr<rl::Env> env, const Camera& camera)
        : camera_(camera),
          env_(std::move(env)),
          task_(dynamic_cast<const rl::MujocoEnv&>(*env_)),
          model_(task_.model()),
          data_(mj_makeData(&model_), mj_deleteData),
          sin_(std::sin(camera.elevation * std::numbers::pi / 180)),
          cos_(std::cos(camera.elevation * std::numbers::pi / 180)) {
        mj_kinematics(&model_, data_.get());
        // A target over what reaches for it; a body over its limbs, and the first of those over the others.
        for (int geom = model_.ngeom - 1; geom >= 0; --geom)
            if (model_.geom_type[geom] != mjGEOM_PLANE) (fixed(geom) ? fixtures_ : moving_).push_back(geom);
        std::stable_sort(moving_.begin(), moving_.end(), [this](int a, int b) { return tree(a) < tree(b); });
    }

    View view() const override { return {camera_.width, camera_.height, task_.dt()}; }
    Backdrop backdrop(Point least, Point greatest) const override;
    Picture picture(const rl::EnvState& state) const override;

  private:
    Point seen(double x, double y, double z) const { return {x, sin_ * y + cos_ * z}; }
    bool fixed(int geom) const { return model_.body_weldid[model_.geom_bodyid[geom]] == 0; }
    int tree(int geom) const { return model_.body_rootid[model_.geom_bodyid[geom]]; }
    Colour colour(int geom) const;
    // Where data_ has it; its shadow from a sun in the zenith when that height is taken times 0.
    Shape shape(int geom, Colour colour, double height = 1) const;
    Backdrop line(double from, double to) const;
    Backdrop grid(Point least, Point greatest) const;

    Camera camera_;
    std::unique_ptr<rl::Env> env_;  // which has the model
    const rl::MujocoEnv& task_;
    const mjModel& model_;
    std::unique_ptr<mjData, void (*)(mjData*)> data_;
    double sin_, cos_;  // of the elevation
    std::vector<int> fixtures_, moving_;
};

Colour MujocoRenderer::colour(int geom) const {
    if (tree(geom) != 1) return Colour::target;  // the tasks' own body comes first
    int limb = model_.geom_bodyid[geom];
    if (limb == 1) return Colour::body;
    while (model_.body_parentid[limb] != 1) limb = model_.body_parentid[limb];
    int before = 0;
    for (int other = 2; other < limb; ++other) before += model_.body_parentid[other] == 1;
    constexpr Colour limbs[] = {Colour::limb, Colour::other_limb, Colour::third_limb, Colour::fourth_limb};
    return limbs[before % 4];
}

Shape MujocoRenderer::shape(int geom, Colour colour, double height) const {
    const mjtNum *at = &data_->geom_xpos[3 * geom], *axes = &data_->geom_xmat[9 * geom],
                 *size = &model_.geom_size[3 * geom];
    const int type = model_.geom_type[geom];
    const bool is_long = type == mjGEOM_CAPSULE || type == mjGEOM_CYLINDER;
    Shape shape{{}, is_long || type == mjGEOM_SPHERE ? size[0] : model_.geom_rbound[geom], colour};
    for (const double half : is_long ? std::vector{-size[1], size[1]} : std::vector{0.0})  // along its own z-axis
        shape.outline.push_back(
            seen(at[0] + half * axes[2], at[1] + half * axes[5], height * (at[2] + half * axes[8])));
    return shape;
}

Picture MujocoRenderer::picture(const rl::EnvState& state) const {
    std::copy_n(state.physics.begin(), model_.nq, data_->qpos);
    mj_kinematics(&model_, data_.get());
    const mjtNum* first = &data_->xpos[3];
    Picture picture{camera_.middle, {}};
    if (camera_.follows_x) picture.camera.x += first[0];
    if (camera_.follows_y) picture.camera.y += sin_ * first[1];  // and not its height: the ground would sway
    if (camera_.shadows)
        for (const int geom : moving_) picture.shapes.push_back(shape(geom, Colour::shadow, 0));
    for (const int geom : moving_) picture.shapes.push_back(shape(geom, colour(geom)));
    return picture;
}

// The ground from the side, with a mark each half metre and every other one named.
Backdrop MujocoRenderer::line(double from, double to) const {
    const double deep = -camera_.height;
    Backdrop all{{{{{from, 0}, {to, 0}, {to, deep}, {from, deep}}, 0, Colour::ground, true}}, {}};
    const auto [first, last] = multiples(from, to, 0.5);
    for (int i = first; i <= last; ++i) {
        all.shapes.push_back({{{0.5 * i, 0}, {0.5 * i, i % 2 == 0 ? -0.1 : -0.05}}, 0, Colour::mark});
        if (i % 2 == 0)
            all.labels.push_back({{0.5 * i, -0.18}, (i < 0 ? "−" : "") + std::to_string(std::abs(i / 2)) + " m"});
    }
    return all;
}

// The plane from above, with a line each metre, and every fifth in bold.
Backdrop MujocoRenderer::grid(Point least, Point greatest) const {
    Backdrop all;
    const auto [west, east] = multiples(least.x, greatest.x, 1);
    const auto [south, north] = multiples(least.y / sin_, greatest.y / sin_, 1);
    const auto line = [&](int i, Point from, Point to) {
        all.shapes.push_back({{from, to}, i % 5 == 0 ? 0.02 : 0, Colour::ground});
    };
    for (int x = west; x <= east; ++x) line(x, {1.0 * x, least.y}, {1.0 * x, greatest.y});
    for (int y = south; y <= north; ++y) line(y, {least.x, sin_ * y}, {greatest.x, sin_ * y});
    return all;
}

Backdrop MujocoRenderer::backdrop(Point least, Point greatest) const {
    least = {least.x - camera_.width, least.y - camera_.height};  // with some to spare
    greatest = {greatest.x + camera_.width, greatest.y + camera_.height};
    Backdrop all;
    if (camera_.floor == Camera::line) all = line(least.x, greatest.x);
    if (camera_.floor == Camera::grid) all = grid(least, greatest);
    if (camera_.floor == Camera::rail) {
        const mjtNum* range = model_.jnt_range;  // of the cart's slide
        all.shapes.push_back({{{range[0], 0}, {range[1], 0}}, 0.02, Colour::fixture});
    }
    for (const int geom : fixtures_) all.shapes.push_back(shape(geom, Colour::ground));
    return all;
}

}  // namespace

std::unique_ptr<Renderer> mujoco(std::unique_ptr<rl::Env> env, const Camera& camera) {
    return std::make_unique<MujocoRenderer>(std::move(env), camera);
}

}  // namespace surefoot::scene
