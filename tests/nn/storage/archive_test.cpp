#include "nn/storage/archive.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

using namespace surefoot;

using ad::Tensor;

BOOST_AUTO_TEST_SUITE(archive)

namespace {

// Something with parts of every kind.
struct Thing {
    Tensor tensor = Tensor::of({2, 2}, {1, 2, 3, 4});
    std::vector<double> numbers{0.1, 0.2}, list{5, 6, 7};
    std::vector<std::uint64_t> integers{1, 2, 3};
    double number = 0.3;
    bool flag = true;
    int count = 17;
    nn::Rng rng{1, "thing"};

    void archive(nn::Archive& archive) {
        archive("tensor", tensor, {2, 2});
        archive("numbers", numbers, {2});
        archive("integers", integers, {3});
        archive("number", number);
        archive("flag", flag);
        archive("rng", rng);
        archive.count("count", count, 100);
        archive.list("list", list, 3);
    }
};

nn::SafeTensors saved(Thing& thing) {
    nn::SafeTensors file;
    auto archive = nn::Archive::saving(file);
    thing.archive(archive);
    return file;
}

void restore(Thing& thing, const nn::SafeTensors& file) {
    auto archive = nn::Archive::restoring(file);
    thing.archive(archive);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_saved_is_restored) {
    Thing one;
    one.rng.normal();
    const nn::SafeTensors file = saved(one);
    Thing other{Tensor::zeros({2, 2}), {0, 0}, {}, {0, 0, 0}, 0, false, 0};
    restore(other, file);
    BOOST_TEST(same_bits(other.tensor, one.tensor));
    BOOST_TEST(other.numbers == one.numbers);
    BOOST_TEST(other.list == one.list);
    BOOST_TEST(other.integers == one.integers);
    BOOST_TEST((other.number == 0.3 && other.flag && other.count == 17));
    BOOST_TEST(other.rng.normal() == one.rng.normal());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_by_name) {
    Thing thing;
    const nn::SafeTensors file = saved(thing);
    const auto refused = [&](const char* name, nn::StoredArray array) {
        nn::SafeTensors changed = file;
        changed.arrays.insert_or_assign(name, array);
        BOOST_CHECK_EXCEPTION(restore(thing, changed), std::runtime_error,
                              [&](const auto& e) { return std::string(e.what()).find(name) != std::string::npos; });
    };
    refused("tensor", Tensor::zeros({4}));
    refused("tensor", {{2, 2}, std::vector<std::uint64_t>(4)});
    refused("integers", {{3}, std::vector<double>(3)});
    refused("count", {{}, std::vector<std::uint64_t>{101}});
    refused("flag", {{}, std::vector<std::uint64_t>{2}});
    refused("list", {{4}, std::vector<double>(4)});
    refused("list", {{}, std::vector<double>(1)});
    nn::SafeTensors less = file;
    less.arrays.erase("rng");
    BOOST_CHECK_THROW(restore(thing, less), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(the_slices_of_theta_have_their_names) {
    nn::Layout layout;
    layout.add("a.weight", {2, 1}, nn::constant(0));
    layout.add("a.bias", {1}, nn::constant(0));
    Tensor theta = Tensor::vector({1, 2, 3}), back;
    nn::SafeTensors file;
    auto saving = nn::Archive::saving(file);
    saving(layout, theta);
    BOOST_TEST((file.arrays.at("a.weight").shape() == ad::Shape{2, 1}));
    auto restoring = nn::Archive::restoring(file);
    restoring(layout, back);
    BOOST_TEST(same_bits(theta, back));
}

// Nothing that is kept is NaN or infinite, so such a file says nothing that could be gone on from.
BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite_are_refused_by_name) {
    for (const double bad : {std::nan(""), HUGE_VAL}) {
        nn::SafeTensors contents;
        contents.arrays.insert_or_assign("x", nn::StoredArray(ad::Tensor::vector({1, static_cast<ad::Real>(bad)})));
        contents.arrays.insert_or_assign("y", nn::StoredArray({2}, std::span<const double>(std::vector{bad, 1.0})));
        auto restoring = nn::Archive::restoring(contents);
        ad::Tensor x;
        std::vector<double> y(2);
        const auto named = [](const char* name) {
            return [name](const std::runtime_error& e) { return std::string(e.what()).starts_with(name); };
        };
        BOOST_CHECK_EXCEPTION(restoring("x", x, {2}), std::runtime_error, named("`x`: "));
        BOOST_CHECK_EXCEPTION(restoring("y", y, {2}), std::runtime_error, named("`y`: "));
    }
}

BOOST_AUTO_TEST_SUITE_END()
