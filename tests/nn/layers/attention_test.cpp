// Sequences: embeddings, attention and the GRU. Their values are held to PyTorch's in storage/state_dict_test.cpp.
#include "nn/layers/attention.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "nn/layers/embedding.hpp"
#include "nn/layers/gru.hpp"
#include "tests/nn/layers/checked.hpp"

using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(attention)

BOOST_AUTO_TEST_CASE(derivatives_are_right) {
    for (const bool causal : {false, true}) {
        nn::Layout layout;
        const nn::MultiHeadAttention attention(layout, "a", {.width = 4, .heads = 2, .causal = causal});
        // The keys' bias moves all scores of a place alike, which the softmax does not see, and the values' bias comes through
        // as it is, since weights add up to 1: where a derivative is 0, differences are noise. So both are held at 0 here.
        Tensor but_that = Tensor::full({layout.size()}, 1);
        for (int i = 4; i < 12; ++i) but_that.write()[static_cast<std::size_t>(layout.parameters()[1].begin + i)] = 0;
        expect_derivatives(layout, sample({2, 3, 4}),
                           [&](const Var& theta, const Var& x) { return attention(theta * but_that, x); });
    }
    nn::Layout layout;
    const nn::Gru gru(layout, "g", 2, 3);
    expect_derivatives(layout, sample({2, 3, 2}), [&](const Var& theta, const Var& x) { return gru(theta, x); });
    nn::Layout of_step;
    const nn::Gru cell(of_step, "g", 2, 3);
    expect_derivatives(of_step, sample({2, 3}), [&](const Var& theta, const Var& h) {
        return cell.step(theta, sample({2, 2}, 0.3, 1.7, false, 3), h);
    });
    nn::Layout of_tables;
    const nn::Embedding tokens(of_tables, "t", 5, 3);
    const nn::PositionalEmbedding places(of_tables, "p", 4, 3);
    expect_derivatives(of_tables, sample({2, 2, 3}), [&](const Var& theta, const Var& x) {
        return places(theta, x * reshape(tokens(theta, ad::Index({4, 0, 0, 2})), {2, 2, 3}));
    });
}

// What stands at a place reaches no earlier one.
BOOST_AUTO_TEST_CASE(causal_attention_and_a_gru_do_not_see_what_comes) {
    nn::Layout layout;
    const nn::MultiHeadAttention attention(layout, "a", {.width = 4, .heads = 2, .causal = true});
    const nn::Gru gru(layout, "g", 4, 3);
    const Tensor theta = sample({layout.size()}), x = sample({1, 5, 4});
    Tensor changed = x + Tensor::zeros(x.shape());
    for (int i = 12; i < 20; ++i) changed.write()[static_cast<std::size_t>(i)] += 1;  // from the fourth place on
    const auto first_3 = [](const Var& y) { return slice(y, 1, 0, 3).value(); };
    BOOST_TEST(same_bits(first_3(attention(theta, x)), first_3(attention(theta, changed))));
    BOOST_TEST(same_bits(first_3(gru(theta, x)), first_3(gru(theta, changed))));
    BOOST_TEST(!same_bits(attention(theta, x).value(), attention(theta, changed).value()));
    // The first place sees itself alone: its scores play no part, so it is the same for a sequence of one.
    const Tensor alone = attention(theta, x.reshaped({5, 4}).rows(0, 1).reshaped({1, 1, 4})).value();
    BOOST_TEST(ad::norm(alone.reshaped({4}) - slice(attention(theta, x), 1, 0, 1).value().reshaped({4})) <= 1e-5);
}

BOOST_AUTO_TEST_CASE(a_gru_over_a_sequence_is_its_steps) {
    nn::Layout layout;
    const nn::Gru gru(layout, "g", 2, 3);
    const Tensor theta = sample({layout.size()}), x = sample({4, 3, 2}), h0 = sample({4, 3}, 0.3, 1.7, false, 9);
    const Tensor all = gru(theta, x, h0).value();
    Var h = h0;
    for (int t = 0; t < 3; ++t) {
        h = gru.step(theta, reshape(slice(x, 1, t, t + 1), {4, 2}), h);
        BOOST_TEST(ad::norm(h.value() - slice(all, 1, t, t + 1).value().reshaped({4, 3})) <= 1e-5);
    }
    BOOST_TEST(same_bits(gru(theta, x).value(), gru(theta, x, Tensor::zeros({4, 3})).value()));
}

BOOST_AUTO_TEST_CASE(sines_tell_places_apart) {
    const Tensor P = nn::sinusoidal_positions(3, 5);
    BOOST_TEST(P.at(0, 0) == 0);
    BOOST_TEST(P.at(0, 1) == 1);
    BOOST_TEST(std::abs(P.at(2, 2) - std::sin(2 / std::pow(10000, 2.0 / 5))) <= 1e-6);
    BOOST_TEST(std::abs(P.at(2, 3) - std::cos(2 / std::pow(10000, 2.0 / 5))) <= 1e-6);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_names_the_layer) {
    nn::Layout layout;
    const nn::MultiHeadAttention attention(layout, "a", {.width = 4, .heads = 2});
    const nn::Gru gru(layout, "g", 2, 3);
    const nn::Embedding tokens(layout, "t", 5, 3);
    const nn::PositionalEmbedding places(layout, "p", 4, 3);
    const Tensor theta = sample({layout.size()});
    BOOST_TEST(complaint([&] { attention(theta, sample({2, 0, 4})); }).find("layer `a`: [2,0,4] is not [n,t,4]") == 0u);
    BOOST_CHECK_THROW(attention(theta, sample({2, 4})), ad::ShapeError);
    BOOST_TEST(complaint([&] { gru(theta, sample({2, 0, 2})); }).find("layer `g`: [2,0,2]") == 0u);
    BOOST_CHECK_THROW(gru(theta, sample({2, 3, 4})), ad::ShapeError);
    BOOST_CHECK_THROW(gru(theta, sample({2, 3})), ad::ShapeError);
    BOOST_CHECK_THROW(gru(theta, sample({2, 3, 2}), sample({1, 3})), ad::ShapeError);
    BOOST_CHECK_THROW(gru.step(theta, sample({2, 2}), sample({2, 2})), ad::ShapeError);
    BOOST_TEST(complaint([&] {
                   tokens(theta, ad::Index({0, 5}));
               }) == "layer `t`: gather_rows: index 5 is outside [0, 5)");
    BOOST_TEST(complaint([&] {
                   places(theta, sample({1, 5, 3}));
               }).find("layer `p`: [1,5,3] is not [n,t,3] with t at most 4") == 0u);
    nn::Layout other;
    BOOST_CHECK_THROW(nn::MultiHeadAttention(other, "b", {.width = 4, .heads = 3}), std::invalid_argument);
    BOOST_CHECK_THROW(nn::MultiHeadAttention(other, "c", {.width = 4, .heads = 0}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
