#include "rl/envs/space.hpp"

#include <fmt/format.h>

#include <numeric>

namespace surefoot::rl {
namespace {

template <class... Kinds>
struct Overloaded : Kinds... {
    using Kinds::operator()...;
};
template <class... Kinds>
Overloaded(Kinds...) -> Overloaded<Kinds...>;

}  // namespace

std::vector<int> choices(const Space& space) {
    return std::visit(
        Overloaded{[](const Discrete& s) { return std::vector<int>{s.n}; },
                   [](const Box&) { return std::vector<int>{}; }, [](const MultiDiscrete& s) { return s.n; },
                   [](const MultiBinary& s) { return std::vector<int>(static_cast<std::size_t>(s.n), 2); }},
        space);
}

int width(const Space& space) {
    return std::visit(Overloaded{[](const Discrete&) { return 1; }, [](const Box& s) { return s.size(); },
                                 [](const MultiDiscrete& s) { return static_cast<int>(s.n.size()); },
                                 [](const MultiBinary& s) { return s.n; }},
                      space);
}

int options(const Space& space) {
    return std::visit(Overloaded{[](const Discrete& s) { return s.n; }, [](const Box&) { return 0; },
                                 [](const MultiDiscrete& s) { return std::accumulate(s.n.begin(), s.n.end(), 0); },
                                 [](const MultiBinary& s) { return 2 * s.n; }},
                      space);
}

std::string describe(const Space& space) {
    return std::visit(Overloaded{[](const Discrete& s) { return fmt::format("{} actions", s.n); },
                                 [](const Box& s) { return fmt::format("{} action components", s.size()); },
                                 [](const MultiDiscrete& s) {
                                     std::string all;
                                     for (const int n : s.n) all += fmt::format("{}{}", all.empty() ? "" : " × ", n);
                                     return all + " actions";
                                 },
                                 [](const MultiBinary& s) { return fmt::format("{} switches", s.n); }},
                      space);
}

}  // namespace surefoot::rl
