// Chapter 17: all rungs on one task and seed, each by the trainer that `surefoot train` runs.
#include <map>
#include <stdexcept>

#include "examples/browser/experiment.hpp"
#include "rl/runs/trained_policy.hpp"
#include "rl/runs/trainer.hpp"

namespace surefoot::browser {
namespace {

class Race : public Experiment {
  public:
    Json answer(const std::string& question, const Json& with) override {
        const std::string algorithm = text(with, "algorithm", "trpo");
        if (question == "begin") {
            rl::TrainConfig config = rl::default_config(algorithm, text(with, "env", "CartPole-v1"));
            config.seed = static_cast<std::uint64_t>(number(with, "seed", 0)), config.steps = 1'000'000;
            runs_.insert_or_assign(algorithm, Run{config, std::make_unique<rl::Trainer>(config)});
            return Json();
        }
        const auto run = runs_.find(algorithm);
        if (run == runs_.end()) throw std::invalid_argument("race: begin comes first");
        if (question == "iterate") {
            const rl::Progress& p = run->second.trainer->iterate();
            const auto maybe = [](const std::optional<double>& x) { return x ? Json(*x) : Json(); };
            return object(is("iteration", p.iteration), is("steps", p.env_steps), is("return", maybe(p.return_mean)),
                          is("return_100", maybe(p.return_mean_100)), is("kl", maybe(p.kl)),
                          is("entropy", maybe(p.entropy)));
        }
        if (question == "theta")
            return array(rl::TrainedPolicy(run->second.config, run->second.trainer->checkpoint()).theta().values());
        throw std::invalid_argument("race: begin, iterate and theta are all that it answers");
    }

  private:
    struct Run {
        rl::TrainConfig config;
        std::unique_ptr<rl::Trainer> trainer;
    };
    std::map<std::string, Run> runs_;
};

}  // namespace

std::unique_ptr<Experiment> race() { return std::make_unique<Race>(); }

}  // namespace surefoot::browser
