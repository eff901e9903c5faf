#include "examples/07_fashion_mnist/dataset.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace surefoot::fashion {

namespace fs = std::filesystem;

namespace {

fs::path file(const fs::path& folder, const std::string& name) {
    const fs::path packed = folder / (name + ".gz"), plain = folder / name;
    return fs::exists(plain) ? plain : packed;
}

nn::ImageSet half(const fs::path& folder, const std::string& name) {
    return {file(folder, name + "-images-idx3-ubyte"), file(folder, name + "-labels-idx1-ubyte"),
            static_cast<int>(class_names.size())};
}

}  // namespace

Dataset load(const fs::path& folder) {
    if (!fs::is_directory(folder))
        throw std::runtime_error(fmt::format(
            "{}: there is no Fashion-MNIST. On Debian: apt-get install dataset-fashion-mnist. Elsewhere: the "
            "four files of https://github.com/zalandoresearch/fashion-mnist in a folder, and --data FOLDER",
            folder.string()));
    Dataset data{half(folder, "train"), half(folder, "t10k")};
    if (data.train.rows() != data.test.rows() || data.train.columns() != data.test.columns())
        throw std::runtime_error(
            fmt::format("{}: the pictures to train on and to test with differ in size", folder.string()));
    if (data.train.size() == 0 || data.test.size() == 0)
        throw std::runtime_error(fmt::format("{}: there are no pictures in it", folder.string()));
    return data;
}

}  // namespace surefoot::fashion
