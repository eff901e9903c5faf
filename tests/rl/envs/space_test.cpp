#include "rl/envs/space.hpp"

#include <boost/test/unit_test.hpp>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(space)

BOOST_AUTO_TEST_CASE(a_space_says_what_its_actions_are) {
    struct Case {
        rl::Space space;
        int width;
        std::vector<int> choices;
        int options;
        const char* says;
    };
    const Case cases[] = {{rl::Discrete{3}, 1, {3}, 3, "3 actions"},
                          {rl::Box{{0, 0}, {1, 1}}, 2, {}, 0, "2 action components"},
                          {rl::MultiDiscrete{{3, 2, 4}}, 3, {3, 2, 4}, 9, "3 × 2 × 4 actions"},
                          {rl::MultiBinary{4}, 4, {2, 2, 2, 2}, 8, "4 switches"}};
    for (const auto& [space, width, choices, options, says] : cases) {
        BOOST_TEST(rl::width(space) == width);
        BOOST_TEST(rl::choices(space) == choices, boost::test_tools::per_element());
        BOOST_TEST(rl::options(space) == options);
        BOOST_TEST(rl::describe(space) == says);
    }
}

BOOST_AUTO_TEST_SUITE_END()
