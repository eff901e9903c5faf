// Chapter 12: conjugate gradients against steepest descent on ½ xᵀF x − gᵀx, in two dimensions and from 0.
#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "examples/browser/experiment.hpp"
#include "rl/trust_region/conjugate_gradient.hpp"

namespace surefoot::browser {
namespace {

using ad::Real;
using ad::Tensor;

class Quadratic : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        if (question != "solve") throw std::invalid_argument("quadratic: solve is all that it answers");
        // F has these eigenvalues, the first along the angle
        const double large = number(with, "large", 4), small = number(with, "small", 1),
                     angle = number(with, "angle", 0.5);
        const double damping = number(with, "damping", 0);
        if (!(large > 0) || !(small > 0) || !(damping >= 0))
            throw std::invalid_argument("the eigenvalues must be positive");
        const double c = std::cos(angle), s = std::sin(angle);
        const double a = large * c * c + small * s * s + damping, b = (large - small) * c * s,
                     d = large * s * s + small * c * c + damping;
        const auto F = [=](const Tensor& v) {
            return Tensor::vector({static_cast<Real>(a * v[0] + b * v[1]), static_cast<Real>(b * v[0] + d * v[1])});
        };
        const Tensor g =
            Tensor::vector({static_cast<Real>(number(with, "g1", 1)), static_cast<Real>(number(with, "g2", 1))});

        Json::Array conjugate, residuals, steepest, steepest_residuals;
        conjugate.push_back(array(std::array{0.0, 0.0}));
        residuals.emplace_back(ad::norm(g));
        for (int k = 1; k <= 2; ++k) {
            const rl::Solution found = rl::conjugate_gradient(F, g, {.iterations = k, .tolerance = 0});
            conjugate.push_back(array(found.x.values()));
            residuals.emplace_back(ad::norm(found.residual));
        }
        Tensor x = Tensor::zeros({2}), r = g;
        for (int k = 0; k <= static_cast<int>(number(with, "steps", 20)); ++k) {
            steepest.push_back(array(x.values()));
            steepest_residuals.emplace_back(ad::norm(r));
            const Tensor Fr = F(r);
            const double curvature = ad::dot(r, Fr);
            if (!(curvature > 0)) break;
            const auto alpha = static_cast<Real>(ad::dot(r, r) / curvature);
            x = x + alpha * r, r = r - alpha * Fr;
        }
        return object(is("F", array(std::array{a, b, d})), is("conjugate", std::move(conjugate)),
                      is("residuals", std::move(residuals)), is("steepest", std::move(steepest)),
                      is("steepest_residuals", std::move(steepest_residuals)));
    }
};

}  // namespace

std::unique_ptr<Experiment> quadratic() { return std::make_unique<Quadratic>(); }

}  // namespace surefoot::browser
