#include "double_integrator.hpp"

#include <algorithm>
#include <limits>

#include "rl/envs/environments.hpp"

namespace own {

using namespace surefoot;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

DoubleIntegrator::DoubleIntegrator()
    : Env({.id = "DoubleIntegrator-v0",
           .observation = rl::Box{{-infinity, -infinity}, {infinity, infinity}},
           .action = rl::Box{{-max_force}, {max_force}},
           .max_episode_steps = episode_steps},
          2) {}

void DoubleIntegrator::begin(std::span<double> physics, surefoot::nn::Rng& rng) const {
    physics[0] = rng.below(2) == 0 ? -1 : 1;
    physics[1] = 0;
}

rl::Env::Outcome DoubleIntegrator::advance(std::span<double> physics, std::span<const double> action,
                                           surefoot::nn::Rng&) const {
    double &x = physics[0], &v = physics[1];
    const double u = std::clamp(action[0], -max_force, max_force);
    const double cost = (cost_x * x * x + cost_v * v * v + cost_u * u * u) * dt;
    x += dt * v;
    v += dt * u / mass;
    return {-cost, false};
}

void DoubleIntegrator::observe(std::span<const double> physics, std::span<double> observation) const {
    std::copy(physics.begin(), physics.end(), observation.begin());
}

namespace {

// The mass as a disc on its line, with its velocity as a bar, and the origin that it is to come to.
class Renderer : public scene::Renderer {
    scene::View view() const override { return {3, 1, DoubleIntegrator::dt}; }
    scene::Backdrop backdrop(scene::Point, scene::Point) const override {
        return {{{{{-1.4, 0}, {1.4, 0}}, 0.01, scene::Colour::mark},
                 {{{0, -0.15}, {0, 0.15}}, 0.01, scene::Colour::target}},
                {{{0, -0.25}, "0"}}};
    }
    scene::Picture picture(const rl::EnvState& state) const override {
        const double x = state.physics[0], v = state.physics[1];
        return {{0, 0},
                {{{{x, 0.1}}, 0.1, scene::Colour::body}, {{{x, 0.1}, {x + 0.3 * v, 0.1}}, 0.02, scene::Colour::limb}}};
    }
};

}  // namespace

void register_double_integrator() {
    rl::register_environment(
        {.id = "DoubleIntegrator-v0",
         .make = rl::maker<DoubleIntegrator>(),
         .defaults = {{"*",
                       "steps=100000 batch_steps=2000 lambda=0.95 normalize_returns=true policy=residual hidden=16"}},
         .renderer = [] { return std::make_unique<Renderer>(); }});
}

}  // namespace own
