#include "nn/training/image_set.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <random>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "tests/nn/storage/packed.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using tests::idx_file;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(image_set)

namespace {

// Three pictures of 2 by 2, and their labels.
struct Files {
    fs::path folder = fs::temp_directory_path() / fmt::format("surefoot-images-{}", std::random_device{}());
    fs::path images = folder / "images", labels = folder / "labels";
    Files() {
        fs::create_directories(folder);
        write(images, idx_file({3, 2, 2}, {0, 51, 102, char(153), char(204), char(255), 1, 2, 3, 4, 5, 6}));
        write(labels, tests::packed(idx_file({3}, {1, 0, 9})));
    }
    ~Files() { fs::remove_all(folder); }
    static void write(const fs::path& path, const std::string& contents) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << contents;
    }
    void expect_refused(const fs::path& path, const std::string& why, int classes = 10) const {
        BOOST_CHECK_EXCEPTION(nn::ImageSet(images, labels, classes), std::runtime_error, [&](const auto& e) {
            BOOST_TEST_MESSAGE(e.what());
            return std::string(e.what()) == path.string() + ": " + why;
        });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_batch_has_the_pictures_in_the_order_asked_for, Files) {
    const nn::ImageSet set(images, labels, 10);
    BOOST_TEST((set.size() == 3 && set.rows() == 2 && set.columns() == 2 && set.classes() == 10));
    const int numbers[] = {1, 0, 1};
    const auto share = [](int byte) { return static_cast<Real>(byte) / 255; };
    BOOST_TEST(same_bits(set.images(numbers),
                         Tensor::of({3, 1, 2, 2}, {share(204), 1, share(1), share(2), 0, share(51), share(102),
                                                   share(153), share(204), 1, share(1), share(2)})));
    const std::span<const int> answers = set.labels(numbers);
    BOOST_TEST((answers[0] == 0 && answers[1] == 1 && answers[2] == 0 && answers.size() == 3));
    BOOST_TEST((set.pixels(2)[0] == 3 && set.pixels(2)[3] == 6 && set.pixels(2).size() == 4));
    BOOST_TEST(set.label(2) == 9);
    BOOST_TEST((set.images({}).shape() == ad::Shape{0, 1, 2, 2}));
    for (const int beyond : {-1, 3}) {
        BOOST_CHECK_THROW(set.images({&beyond, 1}), ad::ShapeError);
        BOOST_CHECK_THROW(set.labels({&beyond, 1}), ad::ShapeError);
    }
}

BOOST_FIXTURE_TEST_CASE(files_that_are_no_labelled_pictures_are_refused_by_name, Files) {
    expect_refused(labels, "label 2 is 9; there are 9 classes", 9);
    write(labels, idx_file({2}, {1, 0}));
    expect_refused(labels, "2 labels for 3 images");
    write(labels, idx_file({3, 1}, {1, 0, 2}));
    expect_refused(labels, "[3,1] are no labels; those are [n]");
    write(images, idx_file({3, 0, 2}, ""));
    expect_refused(images, "[3,0,2] are no images; those are [n, rows, columns]");
    write(images, idx_file({3}, {1, 2, 3}));
    expect_refused(images, "[3] are no images; those are [n, rows, columns]");
    fs::remove(images);
    expect_refused(images, "it cannot be read: No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
