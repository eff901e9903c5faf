// Fashion-MNIST: 70,000 pictures of clothes, 28 by 28 in shades of grey (Xiao, Rasul and Vollgraf 2017).
#pragma once

#include <array>
#include <filesystem>

#include "nn/training/image_set.hpp"

namespace surefoot::fashion {

inline constexpr std::array class_names{"T-shirt", "trousers", "pullover", "dress", "coat",
                                        "sandal",  "shirt",    "sneaker",  "bag",   "ankle boot"};

// Where Debian's package dataset-fashion-mnist puts its files.
constexpr const char* data_folder = "/usr/share/datasets/fashion-mnist";

struct Dataset {
    nn::ImageSet train, test;
};

// From the four files of the folder, packed (…-ubyte.gz) or not. Throws std::runtime_error for what is no such data set, and
// where the folder is not there says what to install.
Dataset load(const std::filesystem::path& folder);

}  // namespace surefoot::fashion
