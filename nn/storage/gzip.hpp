// gzip: a file packed by deflate, with a checksum of what is in it. https://www.rfc-editor.org/rfc/rfc1952
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace surefoot::nn {

bool is_gzip(std::string_view file);  // by its first two bytes

// No more than this many bytes are in a byte of a packed file.
constexpr std::uint64_t most_packed = 1032;

// What is in the file, or its first `count` bytes. What is taken of memory is in proportion to what is there. Throw
// std::runtime_error for a file that is cut or damaged. The first throws too when a checksum does not fit, when more than `limit`
// bytes are in it, and when anything stands behind its end; the second does not look that far.
std::string gunzip(std::string_view file, std::uint64_t limit);
std::string gunzip_beginning(std::string_view file, std::uint64_t count);

}  // namespace surefoot::nn
