#include "nn/training/schedule.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>
#include <vector>

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(schedule)

namespace {

void expect(const nn::Schedule& schedule, const std::vector<double>& rates) {
    for (std::size_t t = 0; t < rates.size(); ++t)
        BOOST_TEST(std::abs(schedule(static_cast<long>(t)) - rates[t]) <= 1e-15, "step " << t);
}

}  // namespace

// PyTorch 1.13, torch.optim.lr_scheduler: LinearLR(1, 0.1, 6), CosineAnnealingLR(6, eta_min=0.05), and
// SequentialLR([LinearLR(0.25, 1, 3), that cosine], [4]), each from a learning rate of 0.5.
BOOST_AUTO_TEST_CASE(rates_are_those_of_pytorch) {
    expect(nn::linear_rate(0.5, 0.05, 6), {0.5, 0.425, 0.35, 0.275, 0.2, 0.125, 0.05, 0.05, 0.05});
    const nn::Schedule cosine = nn::cosine_rate(0.5, 0.05, 6);
    expect(cosine, {0.5, 0.4698557158514987, 0.3875, 0.275, 0.1625000000000001, 0.0801442841485013, 0.05});
    expect(nn::warm_up(4, cosine), {0.125, 0.25, 0.375, 0.5, 0.5, 0.4698557158514987, 0.3875, 0.275, 0.1625000000000001,
                                    0.0801442841485013, 0.05});
}

BOOST_AUTO_TEST_CASE(at_their_end_they_stay) {
    const nn::Schedule linear = nn::linear_rate(0.5, 0.05, 7), cosine = nn::cosine_rate(0.5, 0.05, 7);
    for (const long t : {7L, 8L, 13L, 1'000'000L}) BOOST_TEST((linear(t) == 0.05 && cosine(t) == 0.05));
    expect(nn::constant_rate(0.3), {0.3, 0.3, 0.3});
}

BOOST_AUTO_TEST_CASE(the_last_step_of_a_warm_up_has_the_first_rate_in_full) {
    expect(nn::warm_up(1, nn::linear_rate(1, 0, 2)), {1, 1, 0.5, 0, 0});
}

BOOST_AUTO_TEST_CASE(they_take_at_least_a_step) {
    BOOST_CHECK_THROW(nn::linear_rate(1, 0, 0), std::invalid_argument);
    BOOST_CHECK_THROW(nn::cosine_rate(1, 0, -1), std::invalid_argument);
    BOOST_CHECK_THROW(nn::warm_up(0, nn::constant_rate(1)), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
