// The one list of rungs.
#include <fmt/format.h>

#include <algorithm>

#include "rl/rungs/npg.hpp"
#include "rl/rungs/ppo.hpp"
#include "rl/rungs/reinforce.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/rungs/vpg.hpp"

namespace surefoot::rl {
namespace {

template <class Settings>
Rung made_of(const char* name, const char* help) {
    return {name, help, [] { return std::make_unique<Settings>(); }};
}

std::vector<Rung>& all() {
    static std::vector<Rung> list{
        made_of<ReinforceSettings>("reinforce", "whole episodes, a baseline, plain policy gradient"),
        made_of<VpgSettings>("vpg", "advantages from a critic, plain policy gradient"),
        made_of<NpgSettings>("npg", "the natural policy gradient, by conjugate gradients"),
        made_of<TrpoSettings>("trpo", "the natural step, measured and shrunk until it holds"),
        made_of<PpoSettings>("ppo", "a clipped ratio, Adam on minibatches"),
    };
    return list;
}

}  // namespace

Report report(const PolicyGradientStats& stats) {
    return {
        .kl = stats.kl, .entropy = stats.entropy, .applied = stats.applied, .reason = stats.applied ? "" : not_finite};
}

const std::vector<Rung>& rungs() { return all(); }

void register_rung(Rung rung) {
    for (const Rung& other : all())
        if (other.name == rung.name)
            throw std::invalid_argument(fmt::format("register_rung: there is a `{}` already", rung.name));
    all().push_back(std::move(rung));
}

const Rung& rung(const std::string& name) {
    std::vector<std::string> names;
    for (const Rung& r : all()) names.push_back(r.name);
    expect_known("algorithm", name, names);
    return *std::find_if(all().begin(), all().end(), [&](const Rung& r) { return r.name == name; });
}

}  // namespace surefoot::rl
