#include "nn/storage/idx.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "nn/storage/file.hpp"
#include "nn/storage/gzip.hpp"

namespace surefoot::nn {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw std::runtime_error("idx: " + why); }

std::uint8_t byte(std::string_view text, std::size_t i) { return static_cast<std::uint8_t>(text[i]); }

std::uint64_t big_endian(std::string_view text, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | byte(text, at + i);
    return value;
}

std::size_t header_size(int rank) { return 4 + 4 * static_cast<std::size_t>(rank); }
constexpr std::size_t longest_header = 4 + 4 * ad::Shape::max_rank;

// The shape that a file's first bytes promise, of at most so many elements.
ad::Shape promised(std::string_view beginning, std::uint64_t most) {
    if (beginning.size() < 4) refuse("it is cut off within its first four bytes");
    if (byte(beginning, 0) != 0 || byte(beginning, 1) != 0) refuse("it does not begin with two zeros");
    if (byte(beginning, 2) != 8)
        refuse(fmt::format("its type is 0x{:02x}, and only 0x08, bytes without a sign, is read",
                           unsigned{byte(beginning, 2)}));
    const int rank = byte(beginning, 3);
    if (rank < 1 || rank > ad::Shape::max_rank) refuse(fmt::format("its rank is {}; it can be 1 to 4", rank));
    if (beginning.size() < header_size(rank)) refuse("it is cut off within its extents");
    ad::Shape shape;
    for (int axis = 0; axis < rank; ++axis) {
        const std::uint64_t extent = big_endian(beginning, header_size(axis));
        if (extent > std::numeric_limits<int>::max())
            refuse(fmt::format("an extent of {} is more than an index can count", extent));
        try {
            shape = shape.with_new(axis, static_cast<int>(extent));
        } catch (const ad::ShapeError& e) { refuse(e.what()); }
    }
    if (static_cast<std::uint64_t>(shape.size()) > most)
        refuse(fmt::format("it promises {}, more elements than there can be in it", to_string(shape)));
    return shape;
}

}  // namespace

std::span<const std::uint8_t> IdxBytes::values() const {
    return {reinterpret_cast<const std::uint8_t*>(file_.data()) + header_size(shape_.rank()),
            static_cast<std::size_t>(shape_.size())};
}

IdxBytes parse_idx(std::string_view file) {
    const bool packed = is_gzip(file);
    const ad::Shape shape = promised(packed ? gunzip_beginning(file, longest_header) : file,
                                     packed ? file.size() * most_packed : file.size());
    const std::size_t size = header_size(shape.rank()) + static_cast<std::size_t>(shape.size());
    std::string whole = packed ? gunzip(file, size) : std::string(file);
    if (whole.size() != size)
        refuse(fmt::format("its extents {} need {} bytes, and it has {}", to_string(shape), size, whole.size()));
    return {std::move(whole), shape};
}

IdxBytes load_idx(const std::filesystem::path& path) {
    const std::string file = read_file(path, std::uint64_t{1} << 32);  // which says of itself what goes wrong
    try {
        return parse_idx(file);
    } catch (const std::runtime_error& e) { throw std::runtime_error(fmt::format("{}: {}", path.string(), e.what())); }
}

}  // namespace surefoot::nn
