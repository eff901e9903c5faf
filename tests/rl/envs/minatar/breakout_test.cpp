#include "rl/envs/minatar/breakout.hpp"

#include <algorithm>
#include <utility>

#include "tests/rl/envs/minatar/recorded.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(breakout)

namespace {

constexpr double none = 0, left = 1, right = 2;

// A moment of the game.
struct Moment {
    double paddle = 4, ball_x = 5, ball_y = 5, heading_x = 1, heading_y = 1;
    bool struck = false;
    std::vector<std::pair<int, int>> bricks = {{1, 0}};  // row, column

    std::vector<double> numbers() const {
        std::vector<double> game{paddle, ball_x, ball_y, heading_x, heading_y, ball_x, ball_y, struck ? 1.0 : 0.0};
        game.resize(8 + 30);
        for (const auto& [row, column] : bricks) game[static_cast<std::size_t>(8 + 10 * (row - 1) + column)] = 1;
        return game;
    }
};

struct After {
    double reward;
    bool terminated;
    double paddle, x, y, heading_x, heading_y;
    bool struck;
    int bricks;
    bool operator==(const After&) const = default;
};
std::ostream& operator<<(std::ostream& out, const After& a) {
    return out << "reward " << a.reward << " terminated " << a.terminated << " paddle " << a.paddle << " ball " << a.x
               << ' ' << a.y << " heading " << a.heading_x << ' ' << a.heading_y << " struck " << a.struck << " bricks "
               << a.bricks;
}

After after(const rl::Env& env, const rl::Step& step) {
    const auto g = env.recordable();
    return {step.reward,
            step.terminated,
            g[0],
            g[1],
            g[2],
            g[3],
            g[4],
            g[7] == 1,
            static_cast<int>(std::count(g.begin() + 8, g.end(), 1.0))};
}

After after(const Moment& moment, double action = none) {
    rl::Breakout env(0);
    env.begin_at(moment.numbers());
    return after(env, take_step(env, std::span(&action, 1)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_recorded_step_is_that_of_the_authors_game) {
    rl::Breakout env(0);
    nn::Rng rng(1, "environment");
    check_recorded(env, "Breakout", {{1, left}, {3, right}}, [&](const nlohmann::json& start) {
        do env.reset(rng);
        while (env.recordable()[1] != start.at("ball_x").get<double>());
        BOOST_TEST(env.recordable()[3] == (start.at("ball_dir") == 2 ? 1 : -1));
    });
}

BOOST_AUTO_TEST_CASE(the_ball_begins_on_either_side_by_a_coin) {
    rl::Breakout env;
    nn::Rng rng(1, "environment");
    int from_left = 0;
    for (int i = 0; i < 1000; ++i) {
        env.reset(rng);
        from_left += env.recordable()[1] == 0;
        BOOST_TEST((env.recordable()[1] == 0 || env.recordable()[1] == 9));
    }
    BOOST_TEST((from_left > 430 && from_left < 570));
    BOOST_TEST((env.spec().action.index() == 0 && std::get<rl::Discrete>(env.spec().action).n == 3));
}

BOOST_AUTO_TEST_CASE(the_paddle_stays_on_the_board) {
    BOOST_TEST(after({.paddle = 0}, left).paddle == 0);
    BOOST_TEST(after({.paddle = 1}, left).paddle == 0);
    BOOST_TEST(after({.paddle = 9}, right).paddle == 9);
    BOOST_TEST(after({.paddle = 8}, right).paddle == 9);
    BOOST_TEST(after({.paddle = 4}, none).paddle == 4);
}

BOOST_AUTO_TEST_CASE(the_ball_turns_at_the_walls_and_at_the_top) {
    BOOST_TEST(after({.ball_x = 9, .heading_x = 1}) == (After{0, false, 4, 9, 6, -1, 1, false, 1}));
    BOOST_TEST(after({.ball_x = 0, .heading_x = -1}) == (After{0, false, 4, 0, 6, 1, 1, false, 1}));
    BOOST_TEST(after({.ball_y = 0, .heading_y = -1}) == (After{0, false, 4, 6, 0, 1, 1, false, 1}));
    BOOST_TEST(after({.ball_x = 9, .ball_y = 0, .heading_y = -1}) == (After{0, false, 4, 9, 0, -1, 1, false, 1}));
}

BOOST_AUTO_TEST_CASE(a_brick_is_struck_once_and_passed_when_the_step_before_struck_one) {
    const std::vector<std::pair<int, int>> two{{3, 6}, {1, 0}};
    BOOST_TEST(after({.ball_y = 4, .heading_y = -1, .bricks = two}) == (After{1, false, 4, 6, 4, 1, 1, true, 1}));
    BOOST_TEST(after({.ball_y = 4, .heading_y = -1, .struck = true, .bricks = two}) ==
               (After{0, false, 4, 6, 3, 1, -1, true, 2}));
    BOOST_TEST(after({.ball_y = 5, .heading_y = -1, .struck = true, .bricks = two}) ==
               (After{0, false, 4, 6, 4, 1, -1, false, 2}));
    // from above, and at a wall, where the brick is looked for behind the turn
    BOOST_TEST(after({.ball_y = 0, .bricks = {{1, 6}}}) == (After{1, false, 4, 6, 0, 1, -1, true, 0}));
    BOOST_TEST(after({.ball_x = 9, .ball_y = 4, .heading_y = -1, .bricks = {{3, 9}}}) ==
               (After{1, false, 4, 9, 4, -1, 1, true, 0}));
}

BOOST_AUTO_TEST_CASE(the_paddle_returns_the_ball_and_its_corner_sends_it_back) {
    BOOST_TEST(after({.paddle = 5, .ball_y = 8}) == (After{0, false, 5, 6, 8, 1, -1, false, 1}));
    BOOST_TEST(after({.paddle = 6, .ball_y = 8}) == (After{0, false, 6, 6, 8, -1, -1, false, 1}));
    BOOST_TEST(after({.paddle = 4, .ball_y = 8}) == (After{0, true, 4, 6, 9, 1, 1, false, 1}));
    BOOST_TEST(after({.paddle = 6, .ball_y = 8}, left) == (After{0, false, 5, 6, 8, 1, -1, false, 1}));  // moved before
    BOOST_TEST(after({.paddle = 9, .ball_x = 9, .ball_y = 8}) == (After{0, false, 9, 9, 8, -1, -1, false, 1}));
}

BOOST_AUTO_TEST_CASE(a_wall_that_is_gone_stands_again_when_the_ball_comes_down_to_the_paddle) {
    BOOST_TEST(after({.paddle = 5, .ball_y = 8, .bricks = {}}).bricks == 30);
    BOOST_TEST(after({.paddle = 0, .ball_y = 8, .bricks = {}}) == (After{0, true, 0, 6, 9, 1, 1, false, 30}));
    BOOST_TEST(after({.paddle = 5, .ball_y = 7, .bricks = {}}).bricks == 0);
    BOOST_TEST(after({.ball_y = 4, .heading_y = -1, .bricks = {{3, 6}}}).bricks == 0);
}

BOOST_AUTO_TEST_CASE(a_game_that_is_over_stands_still) {
    rl::Breakout env(0);
    env.begin_at(Moment{.paddle = 0, .ball_y = 8, .bricks = {{3, 4}}}.numbers());
    const std::vector<double> go{right};
    BOOST_TEST(take_step(env, go).terminated);
    const auto before = active(env);
    BOOST_TEST(after(env, take_step(env, go)) == (After{0, true, 1, 6, 9, 1, 1, false, 1}));
    BOOST_TEST(active(env) == before);
    nn::Rng rng(1, "environment");
    env.reset(rng);
    BOOST_TEST(!take_step(env, go).terminated);
}

BOOST_AUTO_TEST_CASE(what_is_no_game_is_refused) {
    rl::Breakout env;
    env.begin_at(Moment{}.numbers());
    for (std::size_t k = 0; k < 38; ++k)
        for (const double bad : {-2.0, 0.5, 10.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
            std::vector<double> numbers = Moment{}.numbers();
            numbers[k] = bad;
            BOOST_CHECK_THROW(env.begin_at(numbers), std::invalid_argument);
        }
    for (const std::size_t heading : {3, 4}) {
        std::vector<double> numbers = Moment{}.numbers();
        numbers[heading] = 0;
        BOOST_CHECK_THROW(env.begin_at(numbers), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_SUITE_END()
