// A corridor of five places: walk along it, and ring the bell where there is one. What cannot be done is masked.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "rl/envs/environments.hpp"
#include "tests/rl/fixtures.hpp"

// Of Discrete{3}: stay, left, right, and the bell rings by itself. Of MultiDiscrete{{3, 2}}: the same, and whether to ring. Of
// MultiBinary{2}: whether to go right, and whether to ring. Observed: the place, then the mask. A bell earns 1 at the last place.
class Corridor : public rl::Env {
  public:
    static constexpr int last = 4;

    explicit Corridor(rl::Space action, bool masked = true)
        : Env({.id = "Corridor",
               .observation = unbounded(1 + (masked ? rl::options(action) : 0)),
               .action = action,
               .max_episode_steps = 20,
               .masked = masked},
              1),
          choices_(rl::choices(action)) {}

    // No way out at either end, and bells at every other place.
    bool can(int place, int column, int option) const {
        if (option == 0) return true;
        if (column == 1) return place % 2 == 0;
        const bool right = option == 2 || std::holds_alternative<rl::MultiBinary>(spec().action);
        return right ? place < last : place > 0;
    }

  protected:
    void begin(std::span<double> physics, nn::Rng& rng) const override { physics[0] = rng.below(last + 1); }
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override {
        const int place = static_cast<int>(physics[0]);
        if (spec().masked)
            for (std::size_t k = 0; k < action.size(); ++k)
                if (!can(place, static_cast<int>(k), static_cast<int>(action[k])))
                    throw std::logic_error("what is masked was done");
        const bool rings = action.size() == 1 || action[1] == 1;
        const double way = std::holds_alternative<rl::MultiBinary>(spec().action) ? action[0]
                           : action[0] == 1                                       ? -1
                                                                                  : action[0] / 2;
        physics[0] = std::clamp(physics[0] + way, 0.0, double{last});
        return {rings && place == last ? 1.0 : 0.0, false};
    }
    void observe(std::span<const double> physics, std::span<double> observation) const override {
        const int place = static_cast<int>(physics[0]);
        observation[0] = 100 + 10 * physics[0];
        if (!spec().masked) return;
        auto entry = observation.begin() + 1;
        for (std::size_t k = 0; k < choices_.size(); ++k)
            for (int option = 0; option < choices_[k]; ++option) *entry++ = can(place, static_cast<int>(k), option);
    }

  private:
    std::vector<int> choices_;
};

struct OneCorridor {
    const char* id;
    rl::Space action;
};
inline const OneCorridor corridors[] = {
    {"Corridor-v0", rl::Discrete{3}}, {"Corridor-v1", rl::MultiDiscrete{{3, 2}}}, {"Corridor-v2", rl::MultiBinary{2}}};

// Registers them, the first time.
inline void register_corridors() {
    static const bool done = [] {
        for (const auto& [id, action] : corridors)
            rl::register_environment({.id = id, .make = rl::maker<Corridor>(action)});
        rl::register_environment({.id = "Corridor-v3", .make = rl::maker<Corridor>(rl::Discrete{3}, false)});
        return true;
    }();
    BOOST_REQUIRE(done);
}

// A run on one of them, small.
inline rl::TrainConfig corridor_run(const std::string& algorithm, const char* id) {
    register_corridors();
    rl::TrainConfig config = small_run(algorithm);
    config.env = id, config.normalize_observations = true;
    return config;
}
