// safetensors: named tensors in a file that many programs read. Format: eight bytes with the length of a header
// (little-endian), the header in JSON with each tensor's type, shape and place, then the tensors one behind the other.
// https://github.com/huggingface/safetensors#format
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "autodiff/tensor.hpp"

namespace nn {

struct SafeTensors {
    std::map<std::string, ad::Tensor> tensors;
    std::map<std::string, std::string> metadata;
};

// Writes beside the file and renames, so that a reader sees the old file or the new one, never half of one.
// Throws std::runtime_error when it cannot be written.
void save_safetensors(const std::filesystem::path& path, const SafeTensors& contents);

// Reads types F64 and F32. Throws std::runtime_error, saying what is wrong, for a file that cannot be read or does not
// follow the format: a header that is no JSON, ranges that overlap, leave holes or do not fit the shapes.
SafeTensors load_safetensors(const std::filesystem::path& path);

}  // namespace nn
