#include "rl/envs/minatar/space_invaders.hpp"

#include <algorithm>
#include <utility>

#include "tests/rl/envs/minatar/recorded.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(space_invaders)

namespace {

constexpr double none = 0, left = 1, right = 2, fire = 3;
using Places = std::vector<std::pair<int, int>>;  // row, column

Places wave() {
    Places all;
    for (int row = 0; row < 4; ++row)
        for (int column = 2; column < 8; ++column) all.emplace_back(row, column);
    return all;
}

// A moment of the game.
struct Moment {
    double cannon = 5, reload = 0, heading = -1, interval = 12, until_move = 12, until_shot = 9;
    Places aliens = {{0, 0}, {0, 9}}, ours = {}, theirs = {};  // in order
    double reward = 0;
    bool terminated = false;
    bool operator==(const Moment&) const = default;

    std::vector<double> numbers() const {
        std::vector<double> game{cannon, reload, heading, interval, until_move, until_shot};
        for (const Places* places : {&aliens, &ours, &theirs}) {
            std::vector<double> board(100);
            for (const auto& [row, column] : *places) board[static_cast<std::size_t>(10 * row + column)] = 1;
            game.insert(game.end(), board.begin(), board.end());
        }
        return game;
    }
    Moment then(double action = none) const;
};

Moment moment(const rl::Env& env, const rl::Step& step) {
    const auto g = env.recordable();
    Moment m{g[0], g[1], g[2], g[3], g[4], g[5], {}, {}, {}, step.reward, step.terminated};
    Places* boards[] = {&m.aliens, &m.ours, &m.theirs};
    for (int k = 0; k < 300; ++k)
        if (g[static_cast<std::size_t>(6 + k)] == 1) boards[k / 100]->emplace_back(k % 100 / 10, k % 10);
    return m;
}

Moment Moment::then(double action) const {
    rl::SpaceInvaders env(0);
    env.begin_at(numbers());
    return moment(env, take_step(env, std::span(&action, 1)));
}

std::ostream& operator<<(std::ostream& out, const Moment& m) {
    out << "cannon " << m.cannon << " reload " << m.reload << " heading " << m.heading << " interval " << m.interval
        << " move " << m.until_move << " shot " << m.until_shot << " reward " << m.reward << " end " << m.terminated;
    for (const Places* places : {&m.aliens, &m.ours, &m.theirs}) {
        out << " |";
        for (const auto& [row, column] : *places) out << ' ' << row << ',' << column;
    }
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_recorded_step_is_that_of_the_authors_game) {
    rl::SpaceInvaders env(0);
    nn::Rng rng(1, "environment");
    check_recorded(env, "SpaceInvaders", {{1, left}, {3, right}, {5, fire}},
                   [&](const nlohmann::json&) { env.reset(rng); });
}

BOOST_AUTO_TEST_CASE(a_game_begins_with_a_wave_that_heads_left) {
    rl::SpaceInvaders env;
    nn::Rng rng(1, "environment");
    env.reset(rng);
    BOOST_TEST(moment(env, {}) == (Moment{.until_shot = 10, .aliens = wave()}));
    BOOST_TEST((std::get<rl::Discrete>(env.spec().action).n == 4));
}

BOOST_AUTO_TEST_CASE(the_cannon_stays_on_the_board_and_fires_when_it_is_ready) {
    BOOST_TEST((Moment{.cannon = 0}.then(left) == Moment{.cannon = 0, .until_move = 11, .until_shot = 8}));
    BOOST_TEST((Moment{.cannon = 9}.then(right) == Moment{.cannon = 9, .until_move = 11, .until_shot = 8}));
    BOOST_TEST(Moment{.cannon = 8}.then(right).cannon == 9);
    BOOST_TEST(Moment{.cannon = 1}.then(left).cannon == 0);
    BOOST_TEST((Moment{}.then(fire) == Moment{.reload = 4, .until_move = 11, .until_shot = 8, .ours = {{8, 5}}}));
    BOOST_TEST((Moment{.reload = 1}.then(fire) == Moment{.until_move = 11, .until_shot = 8}));
    // of one that is held down, a shot every five steps
    Moment m{.aliens = {{0, 0}}};
    int shots = 0;
    for (int t = 0; t < 8; ++t) {
        const std::size_t before = m.ours.size();
        m = m.then(fire);
        shots += m.ours.size() > before;
        BOOST_TEST(shots == (t < 5 ? 1 : 2));
    }
}

BOOST_AUTO_TEST_CASE(bullets_fly_a_row_a_step_and_leave_the_board) {
    const Moment m{.cannon = 4, .ours = {{0, 3}, {5, 3}}, .theirs = {{4, 6}, {9, 7}}};
    BOOST_TEST(
        (m.then() == Moment{.cannon = 4, .until_move = 11, .until_shot = 8, .ours = {{4, 3}}, .theirs = {{5, 6}}}));
}

BOOST_AUTO_TEST_CASE(a_bullet_at_the_cannons_place_ends_the_game) {
    const auto ends = [](const Places& theirs, double action) {
        return Moment{.theirs = theirs}.then(action).terminated;
    };
    BOOST_TEST(ends({{8, 5}}, none));
    BOOST_TEST(!ends({{8, 5}}, left));  // the cannon moves first
    BOOST_TEST(ends({{8, 4}}, left));
    BOOST_TEST(!ends({{7, 5}}, none));
    BOOST_TEST(!ends({{9, 5}}, none));  // it was beside the cannon, and has passed
}

BOOST_AUTO_TEST_CASE(aliens_move_when_their_timer_says_turn_at_the_edge_and_come_down) {
    const Places middle{{2, 3}, {2, 4}};
    BOOST_TEST((Moment{.until_move = 1, .aliens = middle}.then().aliens == middle));
    Moment m = Moment{.until_move = 0, .aliens = middle}.then();
    BOOST_TEST(
        (m == Moment{.until_move = 1, .until_shot = 8, .aliens = {{2, 2}, {2, 3}}}));  // two aliens: every second step
    m = Moment{.heading = 1, .until_move = 0, .aliens = middle}.then();
    BOOST_TEST((m.aliens == Places{{2, 4}, {2, 5}} && m.heading == 1));

    m = Moment{.until_move = 0, .aliens = {{2, 0}, {3, 1}}}.then();
    BOOST_TEST((m == Moment{.heading = 1, .until_move = 1, .until_shot = 8, .aliens = {{3, 0}, {4, 1}}}));
    m = Moment{.heading = 1, .until_move = 0, .aliens = {{2, 9}, {3, 1}}}.then();
    BOOST_TEST((m == Moment{.heading = -1, .until_move = 1, .until_shot = 8, .aliens = {{3, 9}, {4, 1}}}));
    m = Moment{.heading = 1, .until_move = 0, .aliens = {{2, 0}}}.then();  // at the edge behind them
    BOOST_TEST((m.aliens == Places{{2, 1}} && m.until_move == 0));
    BOOST_TEST((Moment{.until_move = 0, .aliens = wave()}.then().until_move == 11));
    BOOST_TEST((Moment{.interval = 7, .until_move = 0, .aliens = wave()}.then().until_move == 6));
}

BOOST_AUTO_TEST_CASE(aliens_end_the_game_at_the_cannon_and_at_the_ground) {
    const auto then = [](double heading, double until_move, const Places& aliens, double action) {
        return Moment{.heading = heading, .until_move = until_move, .aliens = aliens}.then(action);
    };
    BOOST_TEST(then(-1, 5, {{9, 5}}, none).terminated);   // where it stands
    BOOST_TEST(then(-1, 5, {{9, 4}}, left).terminated);   // the cannon runs into it
    BOOST_TEST(!then(-1, 5, {{9, 4}}, none).terminated);  // beside it
    BOOST_TEST(then(-1, 0, {{9, 6}}, none).terminated);   // it runs into the cannon
    BOOST_TEST(!then(-1, 0, {{9, 7}}, none).terminated);
    BOOST_TEST(then(-1, 0, {{8, 5}, {0, 0}}, none).terminated);  // comes down on it
    BOOST_TEST(!then(-1, 0, {{8, 4}, {0, 0}}, none).terminated);
    const Moment down = then(-1, 0, {{9, 8}, {3, 0}}, none);  // none may come down from the last row
    BOOST_TEST(down.terminated);
    BOOST_TEST((down.aliens == Places{{0, 8}, {4, 0}}));  // and it wraps
}

BOOST_AUTO_TEST_CASE(the_nearest_column_shoots_from_its_lowest_alien) {
    const auto shot = [](double cannon, const Places& aliens, double action = none) {
        const Moment m = Moment{.cannon = cannon, .until_shot = 0, .aliens = aliens}.then(action);
        BOOST_TEST(m.until_shot == 9);
        return m.theirs;
    };
    BOOST_TEST((shot(5, {{0, 3}, {1, 5}, {4, 5}, {6, 6}}) == Places{{4, 5}}));
    BOOST_TEST((shot(5, {{2, 3}, {1, 7}}) == Places{{2, 3}}));  // as near: the left one
    BOOST_TEST((shot(5, {{2, 2}, {1, 7}}) == Places{{1, 7}}));
    BOOST_TEST((shot(5, {{2, 3}, {1, 7}}, right) == Places{{1, 7}}));  // near to where the cannon is now
    BOOST_TEST((shot(9, {{3, 0}}) == Places{{3, 0}}));
    BOOST_TEST((shot(0, {{3, 9}}) == Places{{3, 9}}));
    const Moment at_1 = Moment{.until_shot = 1}.then();
    BOOST_TEST((at_1.theirs.empty() && at_1.until_shot == 0));
}

BOOST_AUTO_TEST_CASE(a_bullet_and_the_alien_that_it_meets_both_go) {
    const Places aliens{{2, 3}, {2, 4}, {3, 7}};
    Moment m = Moment{.aliens = aliens, .ours = {{3, 3}, {4, 7}, {6, 4}}}.then();
    BOOST_TEST((m == Moment{.until_move = 11, .until_shot = 8, .aliens = {{2, 4}}, .ours = {{5, 4}}, .reward = 2}));
    // aliens move before, and theirs do them no harm
    m = Moment{.until_move = 0, .aliens = aliens, .ours = {{3, 2}}, .theirs = {{1, 3}}}.then();
    BOOST_TEST((m.reward == 1 && m.aliens == Places{{2, 3}, {3, 6}} && m.theirs == Places{{2, 3}}));
}

BOOST_AUTO_TEST_CASE(the_last_alien_is_followed_by_a_faster_wave) {
    const auto last = [](double interval) {
        return Moment{
            .cannon = 3, .heading = 1, .interval = interval, .until_move = 4, .aliens = {{2, 3}}, .ours = {{3, 3}}}
            .then();
    };
    BOOST_TEST((last(12) == Moment{.cannon = 3,
                                   .heading = 1,
                                   .interval = 11,
                                   .until_move = 3,
                                   .until_shot = 8,
                                   .aliens = wave(),
                                   .reward = 1}));
    BOOST_TEST(last(7).interval == 6);
    BOOST_TEST(last(6).interval == 6);
}

BOOST_AUTO_TEST_CASE(a_game_that_is_over_stands_still) {
    rl::SpaceInvaders env(0);
    env.begin_at(Moment{.theirs = {{8, 5}}}.numbers());
    const std::vector<double> shoot{fire};
    const Moment over = moment(env, take_step(env, shoot));
    BOOST_TEST(over.terminated);
    BOOST_TEST(moment(env, take_step(env, shoot)) == over);
}

BOOST_AUTO_TEST_CASE(what_is_no_game_is_refused) {
    rl::SpaceInvaders env;
    env.begin_at(Moment{}.numbers());
    for (std::size_t k = 0; k < 306; ++k)
        for (const double bad : {-2.0, 0.5, 13.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
            std::vector<double> numbers = Moment{}.numbers();
            numbers[k] = bad;
            BOOST_CHECK_THROW(env.begin_at(numbers), std::invalid_argument);
        }
    BOOST_CHECK_THROW(env.begin_at(Moment{.cannon = 10}.numbers()), std::invalid_argument);
    BOOST_CHECK_THROW(env.begin_at(Moment{.heading = 0}.numbers()), std::invalid_argument);
    BOOST_CHECK_THROW(env.begin_at(Moment{.interval = 5}.numbers()), std::invalid_argument);
    BOOST_CHECK_THROW(env.begin_at(Moment{.aliens = {}}.numbers()), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
