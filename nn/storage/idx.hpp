// idx: bytes in a shape, as the files of MNIST and its kin hold them: two zeros, a byte for the type, one for the rank, each
// extent in four bytes, the greatest first, then the elements. Packed by gzip or as it is.
// http://yann.lecun.com/exdb/mnist (the format is described at the end)
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "autodiff/shape.hpp"

namespace surefoot::nn {

// Bytes without a sign in a shape of rank 1 to 4, row by row.
class IdxBytes {
  public:
    const ad::Shape& shape() const { return shape_; }
    std::span<const std::uint8_t> values() const;

  private:
    friend IdxBytes parse_idx(std::string_view file);
    IdxBytes(std::string file, const ad::Shape& shape) : file_(std::move(file)), shape_(shape) {}

    std::string file_;  // unpacked
    ad::Shape shape_;
};

// Throws std::runtime_error, saying what is wrong, for bytes that do not follow the format, a type other than bytes without a
// sign (0x08), a rank of 0 or above 4, and for more or fewer elements than the extents promise: what is promised is held
// against the size of the file before memory is taken for it.
IdxBytes parse_idx(std::string_view file);
IdxBytes load_idx(const std::filesystem::path& path);  // the same of a file, which the message begins with

}  // namespace surefoot::nn
