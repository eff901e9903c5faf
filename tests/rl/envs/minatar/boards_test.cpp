#include "rl/envs/minatar/boards.hpp"

#include <algorithm>
#include <cmath>

#include "tests/rl/envs/minatar/recorded.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(boards)

namespace {

using scene::Colour;
using scene::Point;

// The middles of the shapes of a colour, but for those that are hidden: behind the player, which is the last.
std::vector<Point> seen(const scene::Picture& picture, Colour colour, Point player) {
    std::vector<Point> middles;
    for (const scene::Shape& shape : picture.shapes) {
        Point middle{0, 0};
        for (const Point& p : shape.outline) {
            const double n = static_cast<double>(shape.outline.size());
            middle = {middle.x + p.x / n, middle.y + p.y / n};
        }
        const bool hidden = std::all_of(shape.outline.begin(), shape.outline.end(),
                                        [&](const Point& p) { return p.x == player.x && p.y == player.y; });
        if (shape.colour == colour && !hidden) middles.push_back(middle);
    }
    return middles;
}

// Things of a board, from the observation.
std::vector<Point> things(const rl::EnvState& state, int channel) {
    std::vector<Point> middles;
    for (int row = 0; row < 10; ++row)
        for (int column = 0; column < 10; ++column)
            if (state.observation[static_cast<std::size_t>(100 * channel + 10 * row + column)] == 1)
                middles.push_back({column - 4.5, 4.5 - row});
    return middles;
}

}  // namespace

// Through games: each thing is drawn where its board has it, and there are always the same shapes.
BOOST_AUTO_TEST_CASE(what_is_on_the_boards_is_drawn_in_its_place) {
    struct Kind {
        Colour colour;
        int channel;
    };
    struct Game {
        const char* id;
        std::vector<Kind> kinds;
    };
    for (const auto& [id, kinds] :
         {Game{"MinAtar/Breakout-v1",
               {{Colour::body, 0}, {Colour::target, 1}, {Colour::shadow, 2}, {Colour::other_limb, 3}}},
          Game{"MinAtar/SpaceInvaders-v1",
               {{Colour::body, 0}, {Colour::other_limb, 1}, {Colour::limb, 4}, {Colour::target, 5}}}}) {
        const auto env = rl::make_env(id);
        const auto renderer = rl::find_environment(id).renderer();
        nn::Rng rng(1, "environment"), choices(1, "test");
        env->reset(rng);
        const scene::Picture first = renderer->picture(env->state());
        for (int t = 0; t < 600; ++t) {
            const double action = choices.below(std::get<rl::Discrete>(env->spec().action).n);
            if (env->step(std::span(&action, 1), rng).terminated) env->reset(rng);
            const scene::Picture picture = renderer->picture(env->state());
            BOOST_REQUIRE(picture.shapes.size() == first.shapes.size());
            BOOST_REQUIRE((picture.shapes.back().colour == Colour::body));
            for (std::size_t k = 0; k < first.shapes.size(); ++k) {
                BOOST_REQUIRE((picture.shapes[k].colour == first.shapes[k].colour));
                BOOST_REQUIRE(picture.shapes[k].outline.size() == first.shapes[k].outline.size());
            }
            for (const auto& [colour, channel] : kinds) {
                const std::vector<Point> there = things(env->state(), channel),
                                         drawn = seen(picture, colour, things(env->state(), 0).at(0));
                BOOST_REQUIRE(there.size() == drawn.size());
                for (std::size_t k = 0; k < there.size(); ++k)
                    BOOST_REQUIRE(std::hypot(there[k].x - drawn[k].x, there[k].y - drawn[k].y) < 0.2);
            }
        }
    }
}

// The board, with its edge, is in view.
BOOST_AUTO_TEST_CASE(the_view_holds_the_board) {
    for (const char* id : {"MinAtar/Breakout-v1", "MinAtar/SpaceInvaders-v1"}) {
        const auto renderer = rl::find_environment(id).renderer();
        for (const scene::Shape& shape : renderer->backdrop({0, 0}, {0, 0}).shapes)
            for (const Point& p : shape.outline)
                BOOST_TEST((std::abs(p.x) > 5 && std::abs(p.x) < renderer->view().width / 2 && std::abs(p.y) > 5 &&
                            std::abs(p.y) < renderer->view().height / 2));
    }
}

BOOST_AUTO_TEST_SUITE_END()
