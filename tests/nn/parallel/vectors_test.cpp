#include "nn/parallel/vectors.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/rng.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;

BOOST_AUTO_TEST_SUITE(vectors)

namespace {

struct OneThreadAfterwards {
    ~OneThreadAfterwards() { nn::set_threads(1); }
};

Tensor random(int n, nn::Rng& rng) {
    Tensor x = Tensor::uninitialized({n});
    for (Real& v : x.write()) v = static_cast<Real>(rng.normal());
    return x;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_element_belongs_to_one_slice, OneThreadAfterwards) {
    for (const int count : {1, 3}) {
        nn::set_threads(count);
        for (const int length : {0, 1, 9, 10, 11, 95}) {
            std::vector<int> slice(static_cast<std::size_t>(length), -1), expected = slice;
            nn::for_each_slice(length, 10, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                for (std::ptrdiff_t i = begin; i < end; ++i)
                    slice[static_cast<std::size_t>(i)] += 1 + static_cast<int>(begin / 10);
            });
            for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<int>(i / 10);
            BOOST_TEST((slice == expected));
        }
    }
}

BOOST_FIXTURE_TEST_CASE(they_are_the_formulas_with_the_same_bits_on_any_number_of_threads, OneThreadAfterwards) {
    nn::Rng rng(1, "test");
    for (const int n : {1, 100, 8192, 8193, 50'000}) {
        const Tensor x = random(n, rng), y = random(n, rng);
        nn::set_threads(1);
        const Tensor z = nn::combine(2, x, Real(-0.3), y), doubled = nn::scaled(2, x);
        const double inner = nn::dot(x, y);
        double sum = 0, size = 0;
        for (int i = 0; i < n; ++i) {
            const double bound = 4 * double{std::numeric_limits<Real>::epsilon()} * (1 + std::abs(double{z[i]}));
            BOOST_REQUIRE(std::abs(z[i] - (2 * double{x[i]} - 0.3 * double{y[i]})) <= 4 * bound);
            BOOST_REQUIRE(doubled[i] == 2 * x[i]);
            sum += double{x[i]} * double{y[i]}, size += std::abs(double{x[i]} * double{y[i]});
        }
        BOOST_TEST(std::abs(inner - sum) <= 1e-13 * size);
        for (const int count : {2, 3, 8}) {
            nn::set_threads(count);
            BOOST_TEST(same_bits(nn::combine(2, x, Real(-0.3), y), z));
            BOOST_TEST(same_bits(nn::scaled(2, x), doubled));
            BOOST_TEST(nn::dot(x, y) == inner);
        }
    }
}

BOOST_AUTO_TEST_CASE(shapes_must_be_equal) {
    const Tensor x = Tensor::zeros({3}), y = Tensor::zeros({4});
    BOOST_CHECK_THROW(nn::combine(1, x, 1, y), ad::ShapeError);
    BOOST_CHECK_THROW(nn::dot(x, y), ad::ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
