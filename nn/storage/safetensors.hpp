// safetensors: named arrays in a file that many programs read. Format: eight bytes with the length of a header
// (little-endian), the header in JSON with each array's type, shape and place, then the arrays one behind the other.
// https://github.com/huggingface/safetensors#format
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "autodiff/tensor.hpp"

namespace surefoot::nn {

// Numbers of one type in a shape, as a file holds them.
class StoredArray {
  public:
    StoredArray(const ad::Tensor& values);                                                 // F64 or F32, as Real is
    StoredArray(const ad::Shape& shape, std::span<const double> values);                   // F64, in either precision
    StoredArray(const ad::Shape& shape, std::span<const std::uint64_t> values);            // U64
    StoredArray(const std::string& type, const ad::Shape& shape, std::string_view bytes);  // as many as they need

    const std::string& type() const { return type_; }  // "F64", "F32" or "U64"
    const ad::Shape& shape() const { return shape_; }
    std::string_view bytes() const { return bytes_; }

    // The values. Throw std::runtime_error when they are of another kind.
    ad::Tensor tensor() const;                    // F64 or F32, as Real
    std::vector<double> doubles() const;          // F64 or F32
    std::vector<std::uint64_t> integers() const;  // U64

  private:
    std::string type_;
    ad::Shape shape_;
    std::string bytes_;
};

struct SafeTensors {
    std::map<std::string, StoredArray> arrays = {};
    std::map<std::string, std::string> metadata = {};
};

// The format has no checksum, so the metadata gets one: under "digest", 32 hexadecimal digits, the XXH3 of 128 bits of the
// whole file with zeros for these digits.
std::string to_safetensors(const SafeTensors& contents);

// Throws std::runtime_error, saying what is wrong, for bytes that do not follow the format: a header that is no JSON or
// says more than it may, a type other than F64, F32 and U64, ranges that overlap, leave holes or do not fit the shapes, and
// for a digest that is there and does not fit.
SafeTensors parse_safetensors(std::string_view file);

// Files of them, replaced whole or left as they were. Throw std::runtime_error, with the path.
void save_safetensors(const std::filesystem::path& path, const SafeTensors& contents);
SafeTensors load_safetensors(const std::filesystem::path& path);

}  // namespace surefoot::nn
