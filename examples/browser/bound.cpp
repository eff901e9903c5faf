// Chapter 13: the bound, exactly, on the lab's small decision process.
#include <cmath>
#include <stdexcept>
#include <vector>

#include "examples/browser/experiment.hpp"
#include "examples/lab/process.hpp"

namespace surefoot::browser {
namespace {

using namespace lab::process;

class Bound : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        if (question == "begin") {
            mdp_ = Mdp(static_cast<std::uint64_t>(number(with, "seed", 1)));
            pi_ = uniform(), iteration_ = 0;
            return here();
        }
        if (question == "along") return along();
        if (question == "step") {  // of this radius, or as the bound has it
            const Evaluation e = evaluate(mdp_, pi_);
            const Json* radius = with.find("radius");
            const Policy next = radius ? best_within(e, pi_, radius->number()) : best_bound(e, pi_, penalty_factor(e));
            const double promised = e.eta + surrogate_gain(e, next) - penalty_factor(e) * max_kl(pi_, next),
                         moved = max_kl(pi_, next);
            pi_ = next, ++iteration_;
            return object(is("before", e.eta), is("after", evaluate(mdp_, pi_).eta), is("promised", promised),
                          is("moved", moved), is("iteration", iteration_));
        }
        throw std::invalid_argument("bound: begin, along and step are all that it answers");
    }

  private:
    Json here() const {
        const Evaluation e = evaluate(mdp_, pi_);
        return object(is("return", e.eta), is("penalty_factor", penalty_factor(e)), is("largest_advantage", e.epsilon));
    }
    // From the present policy: surrogate, bound and truth over the radius, as rises of the return.
    Json along() const {
        const Evaluation e = evaluate(mdp_, pi_);
        std::vector<double> radii, truths, surrogates, bounds;
        for (double radius = 1e-8; radius < 4; radius *= 1.35) {
            const Policy next = best_within(e, pi_, radius);
            radii.push_back(radius);
            truths.push_back(evaluate(mdp_, next).eta - e.eta);
            surrogates.push_back(surrogate_gain(e, next));
            bounds.push_back(surrogates.back() - penalty_factor(e) * max_kl(pi_, next));
        }
        return object(is("radii", array(radii)), is("truths", array(truths)), is("surrogates", array(surrogates)),
                      is("bounds", array(bounds)));
    }

    Mdp mdp_{1};
    Policy pi_ = uniform();
    int iteration_ = 0;
};

}  // namespace

std::unique_ptr<Experiment> bound() { return std::make_unique<Bound>(); }

}  // namespace surefoot::browser
