#include "nn/training/optimizer.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "autodiff/arithmetic.hpp"
#include "nn/storage/archive.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(optimizer)

BOOST_AUTO_TEST_CASE(sgd_with_and_without_momentum) {
    nn::Sgd plain({.learning_rate = 0.5});
    const Tensor theta = Tensor::vector({1, 2}), g = Tensor::vector({2, -4});
    BOOST_TEST(same_bits(plain.descend(theta, g), Tensor::vector({0, 4})));
    BOOST_TEST(same_bits(plain.ascend(theta, g), Tensor::vector({2, 0})));
    BOOST_TEST(same_bits(theta, Tensor::vector({1, 2})));  // the old θ is left as it was

    nn::Sgd heavy({.learning_rate = 1, .momentum = 0.5});
    Tensor x = Tensor::vector({0});
    x = heavy.descend(x, Tensor::vector({1}));  // m = 1
    x = heavy.descend(x, Tensor::vector({1}));  // m = 1.5
    x = heavy.descend(x, Tensor::vector({1}));  // m = 1.75
    BOOST_TEST(x[0] == -4.25);
}

// Two steps of Algorithm 1, worked out with plain numbers.
BOOST_AUTO_TEST_CASE(adam_is_its_algorithm) {
    const double a = 0.1, b1 = 0.9, b2 = 0.99, e = 1e-6;
    nn::Adam adam({.learning_rate = a, .beta1 = b1, .beta2 = b2, .epsilon = e});
    double x = 1, m = 0, v = 0;
    Tensor theta = Tensor::vector({1});
    for (int t = 1; t <= 5; ++t) {
        const double g = 2 * x + t;
        theta = adam.descend(theta, Tensor::vector({static_cast<Real>(g)}));
        m = b1 * m + (1 - b1) * g;
        v = b2 * v + (1 - b2) * g * g;
        x -= a * (m / (1 - std::pow(b1, t))) / (std::sqrt(v / (1 - std::pow(b2, t))) + e);
        BOOST_TEST(std::abs(theta[0] - x) <= 64 * double{std::numeric_limits<Real>::epsilon()});
    }
}

// Its constants, unless it is told others: gradients small enough that epsilon shows.
BOOST_AUTO_TEST_CASE(adam_has_the_constants_of_the_paper) {
    nn::Adam plain({});
    nn::Adam paper({.learning_rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8});
    const auto by_name = nn::make_optimizer("adam", 1e-3);
    Tensor a = Tensor::vector({0}), b = a, c = a;
    for (const double g : {1e-8, 3e-8, -2e-8, 1e-7}) {
        const Tensor gradient = Tensor::vector({static_cast<Real>(g)});
        a = plain.descend(a, gradient), b = paper.descend(b, gradient), c = by_name->descend(c, gradient);
        BOOST_TEST((same_bits(a, b) && same_bits(c, b)));
    }
}

namespace {

constexpr double close = sizeof(Real) == 8 ? 1e-12 : 1e-5;

// g_i = a_i θ_i + cos θ_{i+1}, with the a of a long valley
Tensor slope(const Tensor& theta) {
    const double a[] = {1, 10, 0.1};
    Tensor g = Tensor::uninitialized({3});
    for (std::ptrdiff_t i = 0; i < 3; ++i)
        g.write()[static_cast<std::size_t>(i)] =
            static_cast<Real>(a[i] * double{theta[i]} + std::cos(double{theta[(i + 1) % 3]}));
    return g;
}

const Tensor start = Tensor::vector({1, -2, 3});

// θ after 1, 2, 5 and 15 steps down that slope
void expect_steps(nn::Optimizer&& optimizer, const std::array<std::array<double, 3>, 4>& expected) {
    Tensor theta = start;
    std::size_t row = 0;
    for (const int t : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}) {
        theta = optimizer.descend(theta, slope(theta));
        if (t != 1 && t != 2 && t != 5 && t != 15) continue;
        for (std::size_t i = 0; i < 3; ++i)
            BOOST_TEST(std::abs(double{theta[static_cast<std::ptrdiff_t>(i)]} - expected[row][i]) <= close,
                       "step " << t << ": " << to_string(theta));
        ++row;
    }
}

}  // namespace

// PyTorch 1.13 in float64: torch.optim's SGD, Adam, AdamW and RMSprop from this start down this slope.
BOOST_AUTO_TEST_CASE(steps_are_those_of_pytorch) {
    expect_steps(nn::Sgd({.learning_rate = 0.05, .momentum = 0.9}),
                 {{{0.9708073418273571, -0.9505003751699775, 2.957984884706593},
                   {0.8669297821936178, 0.5184590444629873, 2.877149687405884},
                   {0.3084179364595013, 1.1817573310513165, 2.396614885412528},
                   {-1.2849071154155083, -0.5070272208664132, -0.7958864961716452}}});
    expect_steps(nn::Sgd({.learning_rate = 0.05, .momentum = 0.9, .nesterov = true, .weight_decay = 0.1}),
                 {{{0.9350339494719785, 0.013049287177042613, 2.8916712809425267},
                   {0.7146349370025903, 0.9507717200292148, 2.7341371277367483},
                   {-0.06940880408666711, 0.06819100833186831, 1.9446909020881809},
                   {-1.4826640760299235, -0.05341039649730059, -1.1019040314982766}}});
    expect_steps(nn::Sgd({.learning_rate = 0.05, .weight_decay = 0.1}),
                 {{{0.9658073418273572, -0.9405003751699776, 2.942984884706593},
                   {0.8832187445672512, -0.41653057463208193, 2.8851173850426726},
                   {0.6078830544139296, 0.03127026645140925, 2.6950803355090684},
                   {-0.04661397572022656, 0.05190007574966223, 1.985997852947758}}});
    expect_steps(nn::Adam({}), {{{0.9990000000171276, -1.9990000000004764, 2.9990000000119004},
                                 {0.9980000040776348, -1.9980000126271908, 2.997999977139515},
                                 {0.9950000669670461, -1.995000210006573, 2.9949996203666913},
                                 {0.9850015759039574, -1.9850050399220764, 2.984990964220489}}});
    expect_steps(nn::Adam({.learning_rate = 0.05, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.1}),
                 {{{0.9500730083507943, -1.9500023594930727, 2.950043809602191},
                   {0.9001757226756084, -1.9000609053930022, 2.9000337504416005},
                   {0.7508019442684473, -1.7509674988891384, 2.7494077728072015},
                   {0.2591849849453852, -1.2737208964746716, 2.2384078529418496}}});
    expect_steps(nn::AdamW({}), {{{0.9989900000171277, -1.9989800000004765, 2.9989700000119006},
                                  {0.997980013811231, -1.9979600230821606, 2.9979399872732944},
                                  {0.9949501618592774, -1.994900316245443, 2.9948497206215206},
                                  {0.9848524888412008, -1.9847062125658725, 2.9845419814571694}}});
    expect_steps(nn::AdamW({.learning_rate = 0.05, .beta1 = 0.8, .beta2 = 0.95, .epsilon = 1e-3, .weight_decay = 0.1}),
                 {{{0.9450854915440737, -1.9400023819740781, 2.935059431668796},
                   {0.8904442264762756, -1.880373399487486, 2.870358482239482},
                   {0.7280631440264919, -1.7041632996152498, 2.677272864927976},
                   {0.20141010822483224, -1.1597158383562767, 2.0411355369110096}}});
    expect_steps(nn::RmsProp({}), {{{0.9000000171275913, -1.9000000004764175, 2.900000011900478},
                                    {0.8295473430866416, -1.8308881945942392, 2.8263026380436185},
                                    {0.6776507587275163, -1.6852672717841257, 2.6623091690153498},
                                    {0.3597478907448842, -1.3941522586344526, 2.307578845139813}}});
    expect_steps(
        nn::RmsProp({.learning_rate = 0.02, .rho = 0.9, .epsilon = 1e-3, .momentum = 0.8, .weight_decay = 0.1}),
        {{{0.9370455610686435, -1.9367638838059937, 2.9369293538316916},
          {0.8413050255539419, -1.8409794379669644, 2.8399533635867473},
          {0.4733049485175116, -1.4794099240288645, 2.455034675900397},
          {-0.6693231433554245, -0.45613333507251813, 1.1221665019183644}}});
    expect_steps(nn::RmsProp({.learning_rate = 0.02, .rho = 0.9, .epsilon = 1e-3, .weight_decay = 0.1}),
                 {{{0.9370455610686435, -1.9367638838059937, 2.9369293538316916},
                   {0.8916685766990271, -1.8915683309221694, 2.8904098805213945},
                   {0.7896384506427749, -1.7909335546811034, 2.78384534192714},
                   {0.5462213408927311, -1.5557481682398178, 2.5243775923050773}}});
}

BOOST_AUTO_TEST_CASE(weights_decay_upwards_too) {
    const nn::Sgd::Config config{.learning_rate = 0.5, .weight_decay = 0.5};
    BOOST_TEST(same_bits(nn::Sgd(config).ascend(Tensor::vector({4}), Tensor::vector({0})), Tensor::vector({3})));
}

// A step's own learning rate is that of an optimiser that has it throughout, and leaves the moments what they are.
BOOST_AUTO_TEST_CASE(a_step_may_have_a_learning_rate_of_its_own) {
    for (const std::string& name : nn::optimizers()) {
        const auto scheduled = nn::make_optimizer(name, 1), steady = nn::make_optimizer(name, 0.01);
        Tensor a = start, b = start;
        for (int i = 0; i < 3; ++i) a = scheduled->descend(a, slope(a), 0.01), b = steady->descend(b, slope(b));
        BOOST_TEST(same_bits(a, b), name);
        a = scheduled->ascend(a, slope(a), 0.01), b = steady->ascend(b, slope(b));
        BOOST_TEST(same_bits(a, b), name);
        const Tensor before = a;
        BOOST_TEST(same_bits(scheduled->descend(a, slope(a), 0), before), name);
        BOOST_TEST(!same_bits(scheduled->descend(a, slope(a)), before), name);
    }
}

// Saved in the middle and restored into a new one, it goes on to the same bits; and a new one is saved as one of zeros.
BOOST_AUTO_TEST_CASE(what_is_restored_goes_on_to_the_same_bits) {
    const auto goes_on = [](const std::string& name, auto fresh) {
        for (const int before : {0, 4}) {
            auto first = fresh(), second = fresh();
            Tensor a = start;
            for (int i = 0; i < before; ++i) a = first.descend(a, slope(a));
            nn::SafeTensors file;
            auto saving = nn::Archive::saving(file);
            first.archive(saving, "x", 3);
            auto restoring = nn::Archive::restoring(file);
            second.archive(restoring, "x", 3);
            Tensor b = a;
            for (int i = 0; i < 4; ++i) a = first.descend(a, slope(a)), b = second.descend(b, slope(b));
            BOOST_TEST(same_bits(a, b), name << " after " << before);
        }
    };
    goes_on("sgd", [] { return nn::Sgd({.momentum = 0.9, .nesterov = true}); });
    goes_on("adam", [] { return nn::Adam({}); });
    goes_on("adamw", [] { return nn::AdamW({}); });
    goes_on("rmsprop", [] { return nn::RmsProp({.momentum = 0.9}); });
}

BOOST_AUTO_TEST_CASE(a_gradient_is_clipped_to_a_norm_and_keeps_its_direction) {
    const Tensor g = Tensor::vector({3, 4});
    const Tensor clipped = nn::clip_by_norm(g, 1);  // PyTorch: 0.599999880000024, 0.799999840000032, with its 1e−6
    BOOST_TEST(std::abs(double{clipped[0]} - 0.6) <= close);
    BOOST_TEST(std::abs(double{clipped[1]} - 0.8) <= close);
    BOOST_TEST(same_bits(nn::clip_by_norm(g, 5), g));
    BOOST_TEST(same_bits(nn::clip_by_norm(g, 10), g));
    BOOST_TEST(same_bits(nn::clip_by_norm(Tensor::zeros({2}), 1), Tensor::zeros({2})));
    const Real huge = std::numeric_limits<Real>::max() / 4;  // its square is no number
    BOOST_TEST(std::abs(ad::norm(nn::clip_by_norm(Tensor::vector({huge, huge}), 1)) - 1) <= 1e-6);
    BOOST_CHECK_THROW(nn::clip_by_norm(g, 0), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(optimisers_have_names) {
    for (const std::string& name : nn::optimizers()) BOOST_TEST(bool(nn::make_optimizer(name, 0.1)));
    const auto same = [](const std::string& name, nn::Optimizer&& by_hand) {
        Tensor a = start, b = start;
        const auto named = nn::make_optimizer(name, 0.1);
        for (int i = 0; i < 3; ++i) a = named->descend(a, slope(a)), b = by_hand.descend(b, slope(b));
        BOOST_TEST(same_bits(a, b), name);
    };
    same("sgd", nn::Sgd({.learning_rate = 0.1}));
    same("adam", nn::Adam({.learning_rate = 0.1}));
    same("adamw", nn::AdamW({.learning_rate = 0.1}));
    same("rmsprop", nn::RmsProp({.learning_rate = 0.1}));
    BOOST_CHECK_THROW(nn::make_optimizer("newton", 0.1), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(each_finds_the_bottom_of_a_bowl) {
    const auto descend = [](auto optimizer, int steps) {
        Tensor x = Tensor::vector({3, -2});
        for (int i = 0; i < steps; ++i) x = optimizer.descend(x, Tensor::vector({2 * x[0], 20 * x[1]}));
        return ad::norm(x);
    };
    BOOST_TEST(descend(nn::Sgd({.learning_rate = 0.05}), 400) < 1e-6);
    BOOST_TEST(descend(nn::Sgd({.learning_rate = 0.02, .momentum = 0.8}), 400) < 1e-6);
    BOOST_TEST(descend(nn::Adam({.learning_rate = 0.05}), 2000) < 1e-3);
    BOOST_TEST(descend(nn::AdamW({.learning_rate = 0.05}), 2000) < 1e-3);
    BOOST_TEST(descend(nn::RmsProp({.learning_rate = 1e-3}), 4000) < 1e-2);
}

BOOST_AUTO_TEST_SUITE_END()
