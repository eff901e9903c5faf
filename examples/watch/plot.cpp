#include "examples/watch/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace surefoot::watch {
namespace {

constexpr double width = 3.6, height = 0.7;  // of a panel
constexpr double across = 4, down = 1.1;     // from one panel to the next, with room for a label
constexpr std::size_t most_points = 400;     // of a course: more cannot be seen

class ObservationPlot : public Renderer {
  public:
    explicit ObservationPlot(std::span<const rl::EnvState> states)
        : states_(states.begin(), states.end()),
          last_(static_cast<double>(std::max<std::int64_t>(states.back().steps, 1))),
          least_(states[0].observation),
          greatest_(least_),
          columns_(static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(least_.size()) / 4)))),
          rows_((least_.size() + columns_ - 1) / columns_) {
        for (const rl::EnvState& state : states_)
            for (std::size_t i = 0; i < least_.size(); ++i) {
                least_[i] = std::min(least_[i], state.observation[i]);
                greatest_[i] = std::max(greatest_[i], state.observation[i]);
            }
    }

    View view() const override {
        return {across * static_cast<double>(columns_), down * static_cast<double>(rows_), 1.0 / 30};
    }

    Backdrop backdrop(Point, Point) const override {
        Backdrop all;
        const std::size_t stride = (states_.size() + most_points - 1) / most_points;
        for (std::size_t i = 0; i < least_.size(); ++i) {
            const Point corner = panel(i);
            all.shapes.push_back({{corner, {corner.x + width, corner.y}}, 0, Colour::mark});
            Shape course{{}, 0, Colour::limb};
            for (std::size_t at = 0; at < states_.size(); at += stride) course.outline.push_back(point(i, states_[at]));
            course.outline.push_back(point(i, states_.back()));
            all.shapes.push_back(course);
            all.labels.push_back({{corner.x + width / 2, corner.y + height + 0.17},
                                  fmt::format("observation {}: {:.3g} to {:.3g}", i, least_[i], greatest_[i])});
        }
        return all;
    }

    Picture picture(const rl::EnvState& state) const override {
        Picture all{{view().width / 2, -view().height / 2}, {}};
        for (std::size_t i = 0; i < least_.size(); ++i) all.shapes.push_back({{point(i, state)}, 0.06, Colour::target});
        return all;
    }

  private:
    // Its lower left corner; the panels fill one column after the other.
    Point panel(std::size_t i) const {
        return {across * static_cast<double>(i / rows_) + (across - width) / 2,
                -down * static_cast<double>(i % rows_ + 1) + 0.1};
    }
    // In the middle of the panel when it never changes.
    Point point(std::size_t i, const rl::EnvState& state) const {
        const double range = greatest_[i] - least_[i];
        const double share = range > 0 ? (state.observation[i] - least_[i]) / range : 0.5;
        const Point corner = panel(i);
        return {corner.x + width * static_cast<double>(state.steps) / last_, corner.y + height * share};
    }

    std::vector<rl::EnvState> states_;
    double last_;  // step
    std::vector<double> least_, greatest_;
    std::size_t columns_, rows_;
};

}  // namespace

std::unique_ptr<Renderer> observation_plot(std::span<const rl::EnvState> states) {
    return std::make_unique<ObservationPlot>(states);
}

}  // namespace surefoot::watch
