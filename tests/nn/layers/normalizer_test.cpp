#include "nn/layers/normalizer.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "autodiff/error.hpp"
#include "nn/rng.hpp"
#include "nn/storage/archive.hpp"
#include "nn/storage/safetensors.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(normalizer)

namespace {

Tensor sample(int rows, nn::Rng& rng) {
    Tensor x = Tensor::uninitialized({rows, 2});
    auto out = x.write();
    for (std::size_t i = 0; i < out.size(); i += 2) {
        out[i] = static_cast<Real>(1000 + 3 * rng.normal());
        out[i + 1] = static_cast<Real>(-1 + 0.01 * rng.normal());
    }
    return x;
}

}  // namespace

BOOST_AUTO_TEST_CASE(before_anything_is_seen_a_vector_is_left_alone) {
    const Tensor x = Tensor::of({1, 2}, {300, -4});
    nn::Normalizer normalizer(2);
    BOOST_TEST(same_bits(normalizer(x), x));
    normalizer.see(Tensor::zeros({5, 2}));
    BOOST_TEST(same_bits(normalizer(x), x));
}

// A component that is the same everywhere, however large, deviates by nothing, and comes out as 0.
BOOST_AUTO_TEST_CASE(a_constant_component_has_no_deviation) {
    nn::Normalizer normalizer(2);
    Tensor x = Tensor::uninitialized({1000, 2});
    for (std::size_t i = 0; i < 2000; ++i) x.write()[i] = i % 2 == 0 ? Real(1e8 + 0.1) : static_cast<Real>(i % 7);
    normalizer.see(x.rows(0, 300)), normalizer.see(x.rows(300, 1000));
    normalizer.follow();
    BOOST_TEST(normalizer.variance()[0] == 0);
    BOOST_TEST(normalizer(x).at(5, 0) == 0);
}

BOOST_AUTO_TEST_CASE(vectors_of_no_components_pass) {
    nn::Normalizer normalizer(0);
    const Tensor x = Tensor::zeros({3, 0});
    BOOST_TEST(same_bits(normalizer(x), x));
    normalizer.see(x), normalizer.follow();
    BOOST_TEST(same_bits(normalizer(x), x));
}

BOOST_AUTO_TEST_CASE(it_follows_as_far_as_it_is_told) {
    nn::Normalizer normalizer(1);
    normalizer.see(Tensor::of({2, 1}, {-1, 1}));  // mean 0, deviation 1
    normalizer.follow(0.5);                       // the first time, all the way
    const Tensor x = Tensor::full({1, 1}, 3);
    BOOST_TEST(normalizer(x).at(0, 0) == Real{3}, boost::test_tools::tolerance(Real{1e-6}));
    normalizer.see(Tensor::of({2, 1}, {3, 5}));  // of all: mean 2, variance (9 + 1 + 1 + 9) / 4 = 5
    BOOST_TEST(normalizer(x).at(0, 0) == Real{3}, boost::test_tools::tolerance(Real{1e-6}));
    normalizer.follow(0.25);
    const double quarter = (3 - 0.5) / (1 + 0.25 * (std::sqrt(5) - 1));
    BOOST_TEST(double{normalizer(x).at(0, 0)} == quarter, boost::test_tools::tolerance(1e-6));
    normalizer.follow();
    BOOST_TEST(double{normalizer(x).at(0, 0)} == 1 / std::sqrt(5), boost::test_tools::tolerance(1e-6));
}

// What is plain is left alone, bit by bit, while the others follow.
BOOST_AUTO_TEST_CASE(plain_components_stay_as_they_are) {
    nn::Normalizer normalizer(4, 2);
    const Tensor x = Tensor::of({3, 4}, {5, 1, 0, 1, 7, 2, 1, 1, 9, 6, 0, 1});
    for (const double part : {1.0, 0.5}) {
        normalizer.see(x), normalizer.follow(part);
        const Tensor y = normalizer(x);
        for (int row = 0; row < 3; ++row) {
            BOOST_TEST((y.at(row, 2) == x.at(row, 2) && y.at(row, 3) == x.at(row, 3)));
            BOOST_TEST(double{y.at(row, 0)} == (row - 1) * std::sqrt(1.5), boost::test_tools::tolerance(1e-6));
            BOOST_TEST(std::abs(y.at(row, 1)) < 1.5);
        }
    }
}

// However what is seen is cut into batches, the moments are those of all of it.
BOOST_AUTO_TEST_CASE(the_moments_are_those_of_all_that_was_seen) {
    nn::Rng rng(1, "test");
    const Tensor all = sample(1000, rng);
    nn::Normalizer pieces(2);
    for (const auto& [begin, end] : {std::pair(0, 1), {1, 400}, {400, 400}, {400, 1000}})
        pieces.see(all.rows(begin, end));
    for (std::size_t j = 0; j < 2; ++j) {
        double mean = 0, squares = 0;
        for (int i = 0; i < 1000; ++i) mean += double{all.at(i, static_cast<int>(j))} / 1000;
        for (int i = 0; i < 1000; ++i) squares += std::pow(double{all.at(i, static_cast<int>(j))} - mean, 2);
        BOOST_TEST(pieces.mean()[j] == mean, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(pieces.variance()[j] == squares / 1000, boost::test_tools::tolerance(1e-8));
    }
}

BOOST_AUTO_TEST_CASE(what_was_seen_comes_out_with_mean_0_and_deviation_1_and_outliers_are_clipped) {
    nn::Rng rng(2, "test");
    const Tensor x = sample(2000, rng);
    nn::Normalizer normalizer(2);
    normalizer.see(x), normalizer.follow();
    const Tensor y = normalizer(x);
    for (int j = 0; j < 2; ++j) {
        double mean = 0, squares = 0;
        for (int i = 0; i < 2000; ++i)
            mean += double{y.at(i, j)} / 2000, squares += std::pow(double{y.at(i, j)}, 2) / 2000;
        BOOST_TEST(std::abs(mean) < 1e-3);
        BOOST_TEST(squares == 1, boost::test_tools::tolerance(1e-3));
    }
    const Tensor far = normalizer(Tensor::of({1, 2}, {5000, -100}));
    BOOST_TEST((far.at(0, 0) == 10 && far.at(0, 1) == -10));
}

// A component that never changes does not become infinite.
BOOST_AUTO_TEST_CASE(a_constant_component_becomes_0) {
    nn::Normalizer normalizer(1);
    normalizer.see(Tensor::full({100, 1}, 7)), normalizer.follow();
    BOOST_TEST(std::abs(normalizer(Tensor::full({1, 1}, 7)).at(0, 0)) < 1e-6);
}

BOOST_AUTO_TEST_CASE(it_goes_on_from_where_it_was_saved) {
    nn::Rng rng(3, "test");
    nn::Normalizer one(2), two(2);
    one.see(sample(50, rng)), one.follow(), one.see(sample(50, rng)), one.follow(0.3);
    nn::SafeTensors file;
    auto saving = nn::Archive::saving(file);
    one.archive(saving, "seen");
    auto restoring = nn::Archive::restoring(file);
    two.archive(restoring, "seen");
    const Tensor more = sample(50, rng);
    BOOST_TEST(same_bits(one(more), two(more)));
    one.see(more), two.see(more);
    one.follow(0.5), two.follow(0.5);
    BOOST_TEST(same_bits(one(more), two(more)));
}

BOOST_AUTO_TEST_CASE(other_shapes_are_refused) {
    nn::Normalizer normalizer(2);
    BOOST_CHECK_THROW(normalizer.see(Tensor::zeros({3, 3})), ad::ShapeError);
    BOOST_CHECK_THROW(normalizer.see(Tensor::zeros({2})), ad::ShapeError);
    normalizer.see(Tensor::zeros({3, 2})), normalizer.follow();
    BOOST_CHECK_THROW(normalizer(Tensor::zeros({3, 3})), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
