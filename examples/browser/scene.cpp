#include "examples/browser/scene.hpp"

#include <algorithm>
#include <cmath>

#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "rl/envs/environments.hpp"

namespace surefoot::browser {
namespace {

constexpr const char* colours[] = {"ground", "shadow",     "mark",       "fixture",     "body",
                                   "limb",   "other-limb", "third-limb", "fourth-limb", "target"};

// To a tenth of a millimetre.
double rounded(double x) { return std::round(1e4 * x) / 1e4; }

Json::Array drawn(const std::vector<scene::Shape>& shapes) {
    Json::Array all;
    for (const scene::Shape& shape : shapes) {
        std::vector<double> points;
        for (const scene::Point& p : shape.outline) points.push_back(rounded(p.x)), points.push_back(rounded(p.y));
        all.push_back(object(is("outline", array(points)), is("radius", rounded(shape.radius)),
                             is("filled", shape.filled), is("colour", colours[static_cast<int>(shape.colour)])));
    }
    return all;
}

}  // namespace

Json episode(const std::string& env, const rl::Policy& policy, const ad::Tensor& theta, std::uint64_t seed,
             int most_steps) {
    const rl::Environment& known = rl::find_environment(env);
    const std::unique_ptr<rl::Env> world = known.make();
    const std::unique_ptr<scene::Renderer> renderer = known.renderer();
    nn::Rng rng(seed, "played environment"), noise(seed, "played policy");
    world->reset(rng);
    Json::Array frames;
    scene::Point least{0, 0}, greatest{0, 0};
    double total = 0;
    for (int t = 0; t < most_steps; ++t) {
        const scene::Picture picture = renderer->picture(world->state());
        least = {std::min(least.x, picture.camera.x), std::min(least.y, picture.camera.y)};
        greatest = {std::max(greatest.x, picture.camera.x), std::max(greatest.y, picture.camera.y)};
        const auto seen = world->observation();
        const ad::Tensor observation = ad::Tensor::vector(ad::pool::vector<ad::Real>(seen.begin(), seen.end()))
                                           .reshaped({1, static_cast<int>(seen.size())});
        const rl::Distribution pi = policy(theta, observation);
        const ad::Var given = rl::parameters(pi)[0];
        const bool choice = std::holds_alternative<rl::Categorical>(pi);
        const ad::Tensor action = rl::sample(pi, noise);
        const ad::pool::vector<double> taken(action.values().begin(), action.values().end());
        const rl::Step step = world->step(taken, rng);
        total += step.reward;
        frames.push_back(object(is("camera", array(std::vector{rounded(picture.camera.x), rounded(picture.camera.y)})),
                                is("shapes", drawn(picture.shapes)),
                                is("policy", array((choice ? exp(ad::log_softmax(given, 1)) : given).value().values())),
                                is("action", array(taken))));
        if (step.terminated || step.truncated) break;
    }
    const scene::View view = renderer->view();
    return object(is("width", view.width), is("height", view.height), is("seconds_per_step", view.seconds_per_step),
                  is("backdrop", drawn(renderer->backdrop(least, greatest).shapes)), is("return", total),
                  is("frames", std::move(frames)));
}

}  // namespace surefoot::browser
