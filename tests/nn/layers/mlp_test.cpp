// Linear and Mlp: against the formula written out, and by the four checks.
#include "nn/layers/mlp.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/check.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/piecewise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/transforms.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(mlp)

namespace {

Tensor random_tensor(const ad::Shape& shape, nn::Rng& rng) {
    Tensor x = Tensor::uninitialized(shape);
    for (Real& v : x.write()) v = static_cast<Real>(rng.normal());
    return x;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_network_is_its_formula) {
    nn::Layout layout;
    const nn::Mlp network(layout, "net", {.in = 3, .out = 2, .hidden = {4}});
    nn::Rng rng(1, "test");
    const Tensor theta = random_tensor({layout.size()}, rng), x = random_tensor({5, 3}, rng);
    const Tensor y = network(theta, x).value();
    const auto& p = layout.parameters();
    BOOST_TEST(p.size() == 4u);
    BOOST_TEST(p[0].name == "net.0.weight");
    BOOST_TEST(p[3].name == "net.1.bias");
    const Tensor W0 = p[0](theta), b0 = p[1](theta), W1 = p[2](theta), b1 = p[3](theta);
    for (int i = 0; i < 5; ++i)
        for (int k = 0; k < 2; ++k) {
            double out = b1[k];
            for (int j = 0; j < 4; ++j) {
                double h = b0[j];
                for (int l = 0; l < 3; ++l) h += double{x.at(i, l)} * double{W0.at(l, j)};
                out += std::tanh(h) * double{W1.at(j, k)};
            }
            BOOST_TEST(std::abs(y.at(i, k) - out) <= 64 * double{std::numeric_limits<Real>::epsilon()});
        }
}

BOOST_AUTO_TEST_CASE(networks_pass_the_four_checks) {
    for (const nn::Activation activation : {ad::tanh, ad::relu}) {
        nn::Layout layout;
        const nn::Mlp network(layout, "net", {.in = 3, .out = 2, .hidden = {5, 4}, .activation = activation});
        nn::Rng rng(4, "test");
        const Tensor x = random_tensor({6, 3}, rng);
        const ad::CheckReport report =
            ad::check([&](std::span<const Var> in) { return network(in[0], x); }, {random_tensor({layout.size()}, rng)},
                      // Steps small enough that no unit of a relu network crosses its kink.
                      {.step = activation == ad::tanh ? ad::CheckConfig{}.step : ad::CheckConfig{}.step / 10,
                       .second_order = activation == ad::tanh});
        BOOST_TEST(bool(report), report.failure);
    }
}

// The rows of the first layer's weight, fewer than its columns, are orthogonal and of length √2; those of the last have the
// gain that was asked for.
BOOST_AUTO_TEST_CASE(weights_begin_orthogonal_with_their_gains) {
    nn::Layout layout;
    const nn::Mlp network(layout, "net", {.in = 3, .out = 2, .hidden = {8}, .output_gain = 0.5});
    nn::Rng rng(1, "test");
    const Tensor theta = layout.initial(rng);
    const Tensor first = layout.parameters()[0](theta), last = ad::transpose(layout.parameters()[2](theta)).value();
    for (const auto& [W, gain] : {std::pair{first, std::sqrt(2.0)}, {last, 0.5}})
        for (int i = 0; i < W.shape()[0]; ++i)
            for (int j = 0; j < W.shape()[0]; ++j) {
                double product = 0;
                for (int k = 0; k < 8; ++k) product += double{W.at(i, k)} * double{W.at(j, k)};
                BOOST_TEST(std::abs(product - (i == j ? gain * gain : 0)) <=
                           64 * double{std::numeric_limits<Real>::epsilon()});
            }
    for (const int bias : {1, 3})
        for (const Real b : layout.parameters()[static_cast<std::size_t>(bias)](theta).values()) BOOST_TEST(b == 0);
}

BOOST_AUTO_TEST_CASE(training_begins_with_a_small_output) {
    nn::Layout layout;
    const nn::Mlp network(layout, "net", {.in = 3, .out = 2, .output_gain = 0.01});
    nn::Rng rng(1, "test");
    const Tensor theta = layout.initial(rng), y = network(theta, random_tensor({100, 3}, rng)).value();
    for (const Real v : y.values()) BOOST_TEST(std::abs(v) < 0.2);
    BOOST_TEST(layout.size() == 3 * 64 + 64 + 64 * 64 + 64 + 64 * 2 + 2);
}

BOOST_AUTO_TEST_SUITE_END()
