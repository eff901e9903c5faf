// ImageSet: pictures in shades of grey, each with its class. They are kept as the bytes of their files, an eighth of what they
// are as reals, and handed out as batches.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "autodiff/ops/indexing.hpp"
#include "autodiff/tensor.hpp"
#include "nn/storage/idx.hpp"

namespace surefoot::nn {

class ImageSet {
  public:
    // From two idx files: images [n, rows, columns], and labels [n], each a class 0, …, classes − 1. Throws
    // std::runtime_error, which begins with the path, for files that load_idx refuses, other ranks, pictures without pixels,
    // another number of labels than of images, and a label that is no class.
    ImageSet(const std::filesystem::path& images, const std::filesystem::path& labels, int classes);

    int size() const { return images_.shape()[0]; }
    int rows() const { return images_.shape()[1]; }
    int columns() const { return images_.shape()[2]; }
    int classes() const { return classes_; }

    // A batch of those with these numbers, in this order; an image may be in it twice. The pixels as reals, black 0 and white 1,
    // [n, 1, rows, columns], as a convolution takes one channel; and the classes. Throw ad::ShapeError for a number beyond the
    // last.
    ad::Tensor images(std::span<const int> numbers) const;
    ad::Index labels(std::span<const int> numbers) const;

    // One of them. Unchecked: 0 ≤ number < size.
    std::span<const std::uint8_t> pixels(int number) const;  // row by row, black 0 and white 255
    int label(int number) const { return labels_.values()[static_cast<std::size_t>(number)]; }

  private:
    IdxBytes images_, labels_;
    int classes_;
};

}  // namespace surefoot::nn
