#include "rl/envs/minatar/boards.hpp"

#include <utility>

#include "rl/envs/minatar/minatar_env.hpp"

namespace surefoot::scene {
namespace {

constexpr int side = rl::MinatarEnv::side;
// The things of one board, as what is observed has it.
struct Kind {
    std::size_t channel, most;  // of them at a time
    Shape shape;                // in the middle of its place
};

// So much less than a place that there are gaps between two even in dots.
Shape block(double width, double height, Colour colour) {
    const double x = width / 2, y = height / 2;
    return {{{-x, -y}, {x, -y}, {x, y}, {-x, y}}, 0, colour, true};
}
Shape disc(double radius, Colour colour) { return {{{0, 0}}, radius, colour}; }
Shape bolt(Colour colour) { return {{{0, -0.3}, {0, 0.3}}, 0.07, colour}; }
Shape cannon(Colour colour) {
    return {{{-0.45, -0.4}, {0.45, -0.4}, {0.45, 0.15}, {0, 0.45}, {-0.45, 0.15}}, 0, colour, true};
}

class Boards : public Renderer {
  public:
    explicit Boards(std::vector<Kind> kinds) : kinds_(std::move(kinds)) {}  // the player last

  private:
    View view() const override { return {side + 1.0, side + 1.0, 1.0 / 15}; }
    Backdrop backdrop(Point, Point) const override {
        Shape edge = block(side + 0.2, side + 0.2, Colour::mark);
        edge.outline.push_back(edge.outline[0]);
        edge.filled = false;
        return {{edge}, {}};
    }
    // As many shapes of each kind in every picture, for only their points may differ: those that there are not shrink to a
    // point behind the player, which is drawn last.
    Picture picture(const rl::EnvState& state) const override {
        const Point hidden = places(state, kinds_.back()).at(0);
        Picture all{{0, 0}, {}};
        for (const Kind& kind : kinds_) {
            const std::vector<Point> there = places(state, kind);
            for (std::size_t k = 0; k < kind.most; ++k) {
                Shape shape = kind.shape;
                for (Point& p : shape.outline)
                    p = k < there.size() ? Point{p.x + there[k].x, p.y + there[k].y} : hidden;
                all.shapes.push_back(std::move(shape));
            }
        }
        return all;
    }

    static std::vector<Point> places(const rl::EnvState& state, const Kind& kind) {
        std::vector<Point> middles;
        const std::size_t board = kind.channel * side * side;
        for (int row = 0; row < side; ++row)
            for (int column = 0; column < side; ++column)
                if (state.observation[board + rl::MinatarEnv::place(row, column)] == 1)
                    middles.push_back({column - (side - 1) / 2.0, (side - 1) / 2.0 - row});
        return middles;
    }

    std::vector<Kind> kinds_;
};

}  // namespace

std::unique_ptr<Renderer> breakout() {
    return std::make_unique<Boards>(std::vector<Kind>{{3, 30, block(0.66, 0.5, Colour::other_limb)},
                                                      {2, 1, disc(0.15, Colour::shadow)},
                                                      {1, 1, disc(0.35, Colour::target)},
                                                      {0, 1, block(0.96, 0.4, Colour::body)}});
}

// Our cannon reloads for 5 steps and a bullet is gone after 9, the aliens shoot every 10 steps.
std::unique_ptr<Renderer> space_invaders() {
    return std::make_unique<Boards>(std::vector<Kind>{{1, 24, block(0.6, 0.5, Colour::other_limb)},
                                                      {4, 2, bolt(Colour::limb)},
                                                      {5, 2, disc(0.2, Colour::target)},
                                                      {0, 1, cannon(Colour::body)}});
}

}  // namespace surefoot::scene
