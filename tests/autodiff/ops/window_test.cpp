#include "autodiff/ops/window.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"
#include "autodiff/ops/linalg.hpp"
#include "autodiff/ops/reduce.hpp"
#include "autodiff/rules/window.hpp"
#include "autodiff/transforms.hpp"
#include "tests/autodiff/op_cases.hpp"
#include "tests/autodiff/ramp.hpp"

using namespace surefoot;

using ad::Real;
using ad::Stepping;
using ad::Tensor;
using ad::Var;
using ad::Window;

BOOST_AUTO_TEST_SUITE(window)

namespace {

const Window plain{{2, 2}}, wide{{3, 2}, {2, 1}, {1, 1}}, apart{{2, 3}, {2, 1}, {1, 2}, {1, 2}};

const RegisterOp unfold_("unfold", on_one([](const Var& x) { return ad::unfold(x, wide); }),
                         {{sample({2, 1, 3, 3})}, {sample({1, 2, 4, 3})}, {sample({0, 2, 3, 3})}});
const RegisterOp unfold_apart("unfold", on_one([](const Var& x) { return ad::unfold(x, apart); }),
                              {{sample({1, 2, 3, 4})}});
const RegisterOp fold_("fold", on_one([](const Var& y) { return ad::fold(y, wide, 3, 2); }),
                       {{sample({1, 6, 6})}, {sample({2, 12, 6})}, {sample({0, 6, 6})}});
const RegisterOp conv("conv2d", on_two([](const Var& x, const Var& W) { return ad::conv2d(x, W); }),
                      {{sample({2, 1, 3, 3}), sample({2, 1, 2, 2})},
                       {sample({1, 2, 2, 3}), sample({1, 2, 1, 1})},
                       {sample({0, 1, 3, 3}), sample({2, 1, 2, 2})}});
const RegisterOp conv_apart("conv2d", on_two([](const Var& x, const Var& W) {
                                return ad::conv2d(x, W, Stepping{apart.stride, apart.padding, apart.dilation});
                            }),
                            {{sample({2, 2, 3, 4}, 0.3, 1.7, false, 4), sample({2, 2, 2, 3})}});
const RegisterOp input("conv2d_input", on_two([](const Var& y, const Var& W) {
                           return ad::conv_transpose2d(y, W, 4, 3, {wide.stride, wide.padding});
                       }),
                       {{sample({2, 1, 2, 4}, 0.3, 1.7, false, 4), sample({1, 2, 3, 2})},
                        {sample({1, 2, 2, 4}), sample({2, 1, 3, 2})},
                        {sample({0, 1, 2, 4}), sample({1, 2, 3, 2})}});
const RegisterOp weight("conv2d_weight",
                        on_two([](const Var& x, const Var& y) { return ad::conv2d_weight(x, y, wide); }),
                        {{sample({2, 1, 4, 3}), sample({2, 2, 2, 4})},
                         {sample({1, 2, 4, 3}), sample({1, 1, 2, 4})},
                         {sample({0, 1, 4, 3}), sample({0, 2, 2, 4})}});
const RegisterOp affine("conv2d_affine",
                        [](std::span<const Var> x) {
                            return ad::conv2d(x[0], x[1], x[2], {wide.stride, wide.padding});
                        },
                        {{sample({2, 1, 3, 3}), sample({2, 1, 3, 2}), sample({2})},
                         {sample({1, 2, 3, 2}), sample({1, 2, 3, 2}), sample({1})},
                         {sample({0, 1, 3, 3}), sample({2, 1, 3, 2}), sample({2})}});

const double tight = 64 * double{std::numeric_limits<Real>::epsilon()};

double distance(const Tensor& a, const Tensor& b) { return ad::norm(a - b) / (1 + ad::norm(a)); }

std::string message(const std::function<void()>& call) {
    try {
        call();
    } catch (const ad::ShapeError& e) { return e.what(); }
    return "nothing was thrown";
}

}  // namespace

// What PyTorch 1.13 gives for the same ramps: torch.nn.functional's conv2d, conv_transpose2d, conv1d, max_pool2d, avg_pool2d,
// unfold.
BOOST_AUTO_TEST_CASE(values_and_gradients_are_pytorchs) {
    ad::Tape tape;
    const Var x = tape.variable(ramp({2, 2, 5, 4}, 0.7)), W = tape.variable(ramp({3, 2, 2, 3}, 1.3)),
              b = tape.variable(ramp({3}, 0.9));
    const Var y = ad::conv2d(x, W, b, {apart.stride, apart.padding, apart.dilation});
    BOOST_TEST((y.shape() == ad::Shape{2, 3, 3, 4}));
    BOOST_TEST(close(y, -2.5664224867317333));
    const Var loss = ad::sum(ad::square(y));
    BOOST_TEST(close(ad::grad(loss, x), -13.393770119629831));
    BOOST_TEST(close(ad::grad(loss, W), 74.23234057953498));
    BOOST_TEST(close(ad::grad(loss, b), 0.1081237983988359));
    BOOST_TEST(close(ad::conv_transpose2d(ramp({1, 3, 2, 2}, 0.4), ramp({3, 1, 3, 2}, 0.6), 3, 3, {{2, 1}, {1, 0}}),
                     -0.68157121795792));
    BOOST_TEST(close(ad::max_pool2d(ramp({1, 2, 5, 4}, 2.1), wide), -0.5840722219953125));
    BOOST_TEST(close(ad::avg_pool2d(ramp({1, 2, 5, 4}, 2.1), wide), -0.12457113244748208));
    BOOST_TEST(close(ad::unfold(ramp({1, 1, 3, 4}, 1), {{2, 2}, {1, 2}, {1, 0}}), -0.3359744457173768));
    BOOST_TEST(
        close(ad::conv1d(ramp({1, 2, 6}, 0.7), ramp({2, 2, 3}, 1.3), ramp({2}, 0.9), {2, 1}), 3.4190770140649738));
    BOOST_TEST(close(ad::global_avg_pool2d(ramp({2, 3, 2, 2}, 0.3)), 2.118863934846452));
}

// The fused op is unfold and a product, in value and in every derivative.
BOOST_AUTO_TEST_CASE(a_convolution_is_unfold_and_a_product) {
    const auto composed = [](const Var& x, const Var& W) {
        const Window window{{W.shape()[2], W.shape()[3]}, apart.stride, apart.padding, apart.dilation};
        const auto [h, w] = window.positions("test", x.shape()[2], x.shape()[3]);
        const int n = x.shape()[0], out = W.shape()[0];
        const Var rows = ad::reshape(W, {1, out, static_cast<int>(W.value().size()) / out});
        const Var seen = ad::unfold(x, window);
        const Var y = ad::matmul(ad::broadcast_to(rows, {n, out, rows.shape()[2]}), seen);
        return ad::reshape(y, {n, out, h, w});
    };
    const Stepping stepping{apart.stride, apart.padding, apart.dilation};
    ad::Tape tape;
    const Var x = tape.variable(sample({3, 2, 5, 6})), W = tape.variable(sample({4, 2, 2, 3}, 0.3, 1.7, false, 2));
    const Var fused = ad::conv2d(x, W, stepping), spelled_out = composed(x, W);
    BOOST_TEST(distance(fused.value(), spelled_out.value()) <= tight);
    const Var a = ad::sum(ad::tanh(fused)), b = ad::sum(ad::tanh(spelled_out));
    for (const Var& at : {x, W}) {
        BOOST_TEST(distance(ad::grad(a, at), ad::grad(b, at)) <= tight);
        const Tensor v = sample(at.shape(), 0.3, 1.7, false, 3);
        BOOST_TEST(distance(ad::hvp(a, at, v), ad::hvp(b, at, v)) <= tight);
        BOOST_TEST(distance(ad::hvp_reverse(a, at, v), ad::hvp(b, at, v)) <= tight);
    }
}

// Largest and mean by their definition, and second order of both.
BOOST_AUTO_TEST_CASE(pooling_is_unfold_and_a_reduction) {
    for (const Window& window : {plain, Window{{2, 2}, {2, 2}}, wide}) {
        const Tensor x = sample({2, 3, 5, 4});
        const auto [h, w] = window.positions("test", 5, 4);
        const Tensor seen = ad::unfold(x, window).value().reshaped({2, 3, window.elements(), h * w});
        BOOST_TEST(distance(ad::avg_pool2d(x, window).value(), ad::mean(seen, 2).value().reshaped({2, 3, h, w})) <=
                   tight);
        if (window.padding[0] == 0)
            BOOST_TEST(same_bits(ad::max_pool2d(x, window).value(), ad::max(seen, 2).value().reshaped({2, 3, h, w})));
        for (const auto& pool : {ad::avg_pool2d, ad::max_pool2d}) {
            if (pool == ad::max_pool2d && sizeof(Real) == 4) continue;  // its steps are so long that they cross ties
            const ad::Function f = [&](std::span<const Var> v) { return ad::square(pool(v[0], window)); };
            const ad::CheckReport report = ad::check(f, {x});
            BOOST_TEST(bool(report), report.failure);
        }
    }
}

BOOST_AUTO_TEST_CASE(of_equal_elements_the_first_has_the_slope_and_padding_never_wins) {
    ad::Tape tape;
    const Var x = tape.variable(Tensor::of({1, 1, 2, 2}, {-1, -1, -1, -2}));
    const Var y = ad::max_pool2d(x, {{2, 2}, {2, 2}});
    BOOST_TEST(same_bits(ad::grad(ad::sum(y), x), Tensor::of({1, 1, 2, 2}, {1, 0, 0, 0})));
    BOOST_TEST(ad::max_pool2d(x, {{2, 2}, {2, 2}, {1, 1}}).value()[0] == -1);
    const Real nan = std::numeric_limits<Real>::quiet_NaN();
    for (int at = 0; at < 4; ++at) {
        Tensor with_nan = Tensor::full({1, 1, 2, 2}, 3);
        with_nan.write()[static_cast<std::size_t>(at)] = nan;
        BOOST_TEST(std::isnan(ad::max_pool2d(with_nan, {{2, 2}}).value()[0]));
    }
}

BOOST_AUTO_TEST_CASE(unfold_and_fold_are_each_others_transpose) {
    for (const Window& window : {plain, wide, apart, Window{{1, 1}, {2, 3}}, Window{{2, 1}, {1, 1}, {3, 3}}}) {
        const Tensor x = sample({2, 2, 4, 5});
        const Tensor seen = ad::unfold(x, window).value(), y = sample(seen.shape(), 0.3, 1.7, false, 7);
        BOOST_TEST(std::abs(ad::dot(seen, y) - ad::dot(x, ad::fold(y, window, 4, 5).value())) <= 100 * tight);
    }
}

// The unfolded image may be many times the image; no more than one sample of it is ever there.
BOOST_AUTO_TEST_CASE(a_convolution_unfolds_one_sample_at_a_time) {
    const Tensor x = sample({64, 4, 16, 16}), W = sample({2, 4, 5, 5});
    const std::uint64_t before = ad::pool::heap_bytes();
    ad::conv2d(x, W, Stepping{.padding = {2, 2}});
    BOOST_TEST(ad::pool::heap_bytes() - before <
               64u * 100 * 256 * sizeof(Real) / 4);  // all samples at once: the 4-fold
}

BOOST_AUTO_TEST_CASE(windows_that_do_not_fit_name_themselves_and_the_shapes) {
    const Var x = sample({2, 3, 4, 4});
    BOOST_TEST(message([&] {
                   ad::conv2d(x, sample({2, 3, 5, 3}));
               }) ==
               "conv2d: a window of 5x3, stride 1x1, padding 0x0, dilation 1x1 does not fit into an image of 4x4");
    BOOST_TEST(message([&] {
                   ad::conv2d(x, sample({2, 1, 3, 3}));
               }).find("conv2d: weights [2,1,3,3] for images of 3 channels") == 0u);
    BOOST_TEST(message([&] {
                   ad::conv2d(x, sample({2, 3, 3, 3}), sample({3}));
               }).find("b must be [2]") != std::string::npos);
    BOOST_TEST(message([&] {
                   ad::conv2d(sample({3, 4, 4}), sample({2, 3, 3, 3}));
               }).find("[3,4,4] is not [n, channels") != std::string::npos);
    BOOST_TEST(message([&] { ad::conv2d(x, sample({3, 3})); }).find("weights [3,3] are not") != std::string::npos);
    for (const Window& window :
         {Window{{0, 2}}, Window{{2, 2}, {0, 1}}, Window{{2, 2}, {1, 1}, {-1, 0}},
          Window{{2, 2}, {1, 1}, {0, 0}, {1, 0}}, Window{{5, 1}}, Window{{2, 2}, {1, 1}, {0, 0}, {4, 4}}}) {
        BOOST_CHECK_THROW(ad::unfold(x, window), ad::ShapeError);
        BOOST_CHECK_THROW(ad::max_pool2d(x, window), ad::ShapeError);
        BOOST_CHECK_THROW(ad::avg_pool2d(x, window), ad::ShapeError);
        BOOST_CHECK_THROW(ad::fold(sample({1, 4, 9}), window, 4, 4), ad::ShapeError);
    }
    BOOST_CHECK_THROW(ad::fold(sample({1, 5, 9}), plain, 4, 4), ad::ShapeError);
    BOOST_CHECK_THROW(ad::fold(sample({1, 4, 8}), plain, 4, 4), ad::ShapeError);
    BOOST_CHECK_THROW(ad::max_pool2d(x, {{2, 2}, {1, 1}, {2, 2}}), ad::ShapeError);  // padding above half of the kernel
    BOOST_CHECK_THROW(ad::max_pool2d(sample({1, 1, 1, 1}), {{2, 2}, {1, 1}, {1, 1}, {2, 2}}), ad::ShapeError);
    BOOST_CHECK_THROW(ad::conv_transpose2d(sample({1, 2, 3, 3}), sample({3, 1, 2, 2}), 4, 4), ad::ShapeError);
    BOOST_CHECK_THROW(ad::conv_transpose2d(sample({1, 2, 3, 3}), sample({2, 1, 2, 2}), 5, 4), ad::ShapeError);
    BOOST_CHECK_THROW(ad::conv1d(x, sample({2, 3, 3}), sample({2})), ad::ShapeError);
    BOOST_CHECK_THROW(ad::global_avg_pool2d(sample({2, 3})), ad::ShapeError);
    const int most = std::numeric_limits<int>::max();
    // Windows that fit, and see more than can be counted.
    for (const Window& window :
         {Window{{most, most}, {1, 1}, {most / 2, most / 2}}, Window{{most, 1}, {1, 1}, {most / 2, 0}}}) {
        BOOST_CHECK_THROW(ad::unfold(x, window), ad::ShapeError);
        BOOST_CHECK_THROW(ad::fold(sample({1, 4, 9}), window, 4, 4), ad::ShapeError);
        BOOST_CHECK_THROW(ad::max_pool2d(x, window), ad::ShapeError);
    }
    BOOST_CHECK_THROW(ad::unfold(x, {{most, most}, {1, 1}, {most, most}}), ad::ShapeError);
    // Few positions, but in an image that padding makes too large
    const Window wide{{2, 2}, {most, most}, {most, most}};
    BOOST_CHECK_THROW(ad::unfold(x, wide), ad::ShapeError);
    BOOST_CHECK_THROW(ad::max_pool2d(x, wide), ad::ShapeError);
    BOOST_CHECK_THROW(ad::avg_pool2d(x, wide), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
