#include "rl/policies/network.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "nn/layers/conv.hpp"
#include "rl/policies/policy.hpp"
#include "rl/policies/value_function.hpp"
#include "rl/trust_region/fisher.hpp"
#include "tests/nn/layers/checked.hpp"

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(network)

namespace {

rl::Box image(int channels, int height, int width) {
    const auto size = static_cast<std::size_t>(channels * height * width);
    return {std::vector<double>(size, 0), std::vector<double>(size, 1), {channels, height, width}};
}

std::vector<std::string> shapes(const nn::Layout& layout) {
    std::vector<std::string> all;
    for (const nn::Parameter& p : layout.parameters()) all.push_back(p.name + ad::to_string(p.shape));
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_observed_chooses_the_network_unless_a_name_does) {
    const rl::Space action = rl::Discrete{3};
    const rl::NetworkPolicy board(image(4, 10, 10), action, {.network = {.hidden = {5}}});
    BOOST_TEST(shapes(board.layout()) == (std::vector<std::string>{"policy.0.weight[16,4,3,3]", "policy.0.bias[16]",
                                                                   "policy.1.weight[1024,5]", "policy.1.bias[5]",
                                                                   "policy.2.weight[5,3]", "policy.2.bias[3]"}),
               boost::test_tools::per_element());
    const rl::ValueFunction of_screen(image(3, 42, 30), {.hidden = {}});
    BOOST_TEST(shapes(of_screen.layout()) == (std::vector<std::string>{"value.0.weight[16,3,4,4]", "value.0.bias[16]",
                                                                       "value.1.weight[16,16,4,4]", "value.1.bias[16]",
                                                                       "value.2.weight[864,1]", "value.2.bias[1]"}),
               boost::test_tools::per_element());
    for (const rl::Box& narrow : {image(3, 42, 19), image(3, 19, 42)})
        BOOST_TEST(shapes(rl::ValueFunction(narrow, {}).layout())[0] == "value.0.weight[16,3,3,3]");
    const rl::NetworkPolicy flat(image(4, 10, 10), action, {.network = {.kind = "mlp", .hidden = {5}}});
    BOOST_TEST(shapes(flat.layout())[0] == "policy.0.weight[400,5]");
    const rl::Box row{{0, 0}, {1, 1}};
    BOOST_CHECK_THROW(rl::NetworkPolicy(row, action, {.network = {.kind = "conv"}}), std::invalid_argument);
    BOOST_CHECK_THROW(rl::NetworkPolicy(row, action, {.network = {.kind = "cnn"}}), std::invalid_argument);
    BOOST_CHECK_THROW(rl::NetworkPolicy(image(1, 2, 5), action), std::invalid_argument);
}

// The image stands in the row as the box says, and the function is convolution, relu, and linear layers.
BOOST_AUTO_TEST_CASE(a_convolutional_policy_is_its_formula_and_has_a_fisher_matrix) {
    const rl::NetworkPolicy policy(image(2, 4, 5), rl::Discrete{3}, {.network = {.hidden = {6}}});
    const Tensor theta = sample({policy.layout().size()}, 0.05, 0.3), rows = sample({7, 40});
    const auto& p = policy.layout().parameters();
    const Var seen = ad::relu(ad::conv2d(rows.reshaped({7, 2, 4, 5}), p[0](theta), p[1](theta)));
    const Var logits =
        ad::affine(ad::relu(ad::affine(nn::flatten(seen), p[2](theta), p[3](theta))), p[4](theta), p[5](theta));
    BOOST_TEST(same_bits(rl::parameters(policy(theta, rows))[0].value(), logits.value()));
    nn::Rng rng(3, "test");
    const Tensor begun = policy.layout().initial(rng);
    const rl::Fisher F(policy, begun, rows, 0.1);
    const Tensor v = sample({policy.layout().size()}, 0.3, 1.7, false, 4);
    BOOST_TEST(ad::dot(v, F(v)) > 0.1 * ad::dot(v, v));
}

// Behind the image stands a mask: no convolution sees it, and the first linear layer does.
BOOST_AUTO_TEST_CASE(a_mask_behind_the_image_joins_what_the_convolutions_give) {
    rl::Box board = image(2, 4, 5);
    board.low.resize(43, 0), board.high.resize(43, 1);
    const rl::NetworkPolicy policy(board, rl::Discrete{3}, {.network = {.hidden = {6}}});
    BOOST_TEST(shapes(policy.layout())[2] == "policy.1.weight[99,6]");
    const Tensor theta = sample({policy.layout().size()}, 0.05, 0.3), rows = sample({7, 43});
    const auto& p = policy.layout().parameters();
    const Var seen =
        ad::relu(ad::conv2d(ad::slice(rows, 1, 0, 40).value().reshaped({7, 2, 4, 5}), p[0](theta), p[1](theta)));
    const Var all = ad::concatenate({nn::flatten(seen), ad::slice(rows, 1, 40, 43)}, 1);
    const Var logits = ad::affine(ad::relu(ad::affine(all, p[2](theta), p[3](theta))), p[4](theta), p[5](theta));
    BOOST_TEST(same_bits(rl::parameters(policy(theta, rows))[0].value(), logits.value()));
}

BOOST_AUTO_TEST_SUITE_END()
