#include "nn/storage/safetensors.hpp"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <set>
#include <stdexcept>
#include <utility>

#include "nn/storage/file.hpp"
#include "nn/storage/json.hpp"

namespace surefoot::nn {
namespace {

using ad::Real;
using ad::Tensor;

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");
constexpr const char* own_type = sizeof(Real) == 8 ? "F64" : "F32";
constexpr std::uint64_t largest = std::uint64_t{1} << 31;  // 2 GiB
const std::string no_digest(32, '0');

std::uint64_t width(const std::string& type) { return type == "F64" || type == "U64" ? 8 : type == "F32" ? 4 : 0; }

template <class Number>
std::string as_bytes(std::span<const Number> values) {
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

template <class Stored, class Number>
void decode(std::string_view bytes, std::span<Number> values) {
    for (Number& value : values) {
        Stored stored;
        std::memcpy(&stored, bytes.data(), sizeof stored);
        value = static_cast<Number>(stored);
        bytes.remove_prefix(sizeof stored);
    }
}

// The floating-point values of an array.
template <class Number>
void decode_real(const StoredArray& array, std::span<Number> values) {
    if (array.type() == "F64")
        decode<double>(array.bytes(), values);
    else if (array.type() == "F32")
        decode<float>(array.bytes(), values);
    else
        throw std::runtime_error(fmt::format("its type is {}, not F64 or F32", array.type()));
}

}  // namespace

StoredArray::StoredArray(const Tensor& values)
    : type_(own_type), shape_(values.shape()), bytes_(as_bytes(values.values())) {}
StoredArray::StoredArray(const ad::Shape& shape, std::span<const double> values)
    : StoredArray("F64", shape, as_bytes(values)) {}
StoredArray::StoredArray(const ad::Shape& shape, std::span<const std::uint64_t> values)
    : StoredArray("U64", shape, as_bytes(values)) {}
StoredArray::StoredArray(const std::string& type, const ad::Shape& shape, std::string_view bytes)
    : type_(type), shape_(shape), bytes_(bytes) {
    if (width(type) == 0) throw std::runtime_error(fmt::format("the type {}; known are F64, F32, U64", type));
    if (bytes.size() % width(type) != 0 || bytes.size() / width(type) != static_cast<std::uint64_t>(shape.size()))
        throw std::runtime_error(fmt::format("{} bytes do not fit {} of {}", bytes.size(), to_string(shape), type));
}

Tensor StoredArray::tensor() const {
    Tensor values = Tensor::uninitialized(shape_);
    decode_real(*this, values.write());
    return values;
}

std::vector<double> StoredArray::doubles() const {
    std::vector<double> values(static_cast<std::size_t>(shape_.size()));
    decode_real(*this, std::span(values));
    return values;
}

std::vector<std::uint64_t> StoredArray::integers() const {
    if (type_ != "U64") throw std::runtime_error(fmt::format("its type is {}, not U64", type_));
    std::vector<std::uint64_t> values(static_cast<std::size_t>(shape_.size()));
    decode<std::uint64_t>(bytes_, std::span(values));
    return values;
}

namespace {

// Reads a header as it is parsed, and keeps nothing that the format does not have: at most one entry is held as JSON at a
// time, and no list in it is longer than a shape, so that what is held stays in proportion to the file.
class HeaderReader {
  public:
    HeaderReader(std::string_view data, SafeTensors& contents) : data_(data), contents_(contents) {}

    void read(std::string_view header) {
        try {
            Json::parse_members(header, {.depth = 3, .array = ad::Shape::max_rank},
                                [this](const std::string& name, const Json& entry) { take(name, entry); });
        } catch (const std::exception& e) { throw std::runtime_error(fmt::format("its header: {}", e.what())); }
        expect_no_holes();
    }

  private:
    void take(const std::string& name, const Json& entry) {
        if (!names_.insert(name).second) throw std::runtime_error(fmt::format("`{}` is there twice", name));
        try {
            if (name == "__metadata__")
                for (const auto& [key, value] : entry.object()) contents_.metadata.emplace(key, value.string());
            else
                contents_.arrays.emplace(name, array(entry));
        } catch (const std::exception& e) { throw std::runtime_error(fmt::format("`{}`: {}", name, e.what())); }
    }

    StoredArray array(const Json& entry) {
        for (const auto& [key, value] : entry.object())
            if (key != "dtype" && key != "shape" && key != "data_offsets")
                throw std::runtime_error("it says more than the format has");
        ad::Shape shape;  // refuses extents whose product cannot be
        for (const Json& extent : entry.at("shape").array()) {
            if (!extent.is_unsigned() || extent.unsigned_integer() > std::numeric_limits<int>::max())
                throw std::runtime_error(fmt::format("it has an extent of {}", extent.dump()));
            shape = shape.with_new(-1, static_cast<int>(extent.unsigned_integer()));
        }
        const Json::Array& offsets = entry.at("data_offsets").array();
        if (offsets.size() != 2) throw std::runtime_error("it has no range");
        const std::uint64_t begin = offsets[0].unsigned_integer(), end = offsets[1].unsigned_integer();
        if (begin > end || end > data_.size())
            throw std::runtime_error(fmt::format("it has the range [{}, {}) of {} bytes", begin, end, data_.size()));
        ranges_.emplace_back(begin, end);
        held_ += end - begin;  // ranges that overlap are told below, and may not be copied until then
        if (held_ > data_.size()) throw std::runtime_error("it overlaps another");
        return {entry.at("dtype").string(), shape, data_.substr(begin, end - begin)};
    }

    void expect_no_holes() {
        std::sort(ranges_.begin(), ranges_.end());
        std::uint64_t covered = 0;
        for (const auto& [begin, end] : ranges_) {
            if (begin != covered)
                throw std::runtime_error(fmt::format("its ranges overlap or leave a hole at byte {}", covered));
            covered = end;
        }
        if (covered != data_.size())
            throw std::runtime_error(fmt::format("{} bytes behind the last array", data_.size() - covered));
    }

    std::string_view data_;
    SafeTensors& contents_;
    std::set<std::string> names_;
    std::uint64_t held_ = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges_;
};

// Where the digits of a digest stand in a file.
std::size_t place_of(const std::string& digest, std::string_view file) {
    const std::string key = "\"digest\":\"";
    const std::size_t at = file.find(key + digest + '"');
    if (digest.size() != no_digest.size() || at == std::string_view::npos)
        throw std::runtime_error("its digest is malformed");
    return at + key.size();
}

// Of the file with zeros for the digits that begin at `at`.
std::string digest_of(std::string_view file, std::size_t at) {
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    for (const std::string_view piece : {file.substr(0, at), std::string_view(no_digest), file.substr(at + 32)})
        XXH3_128bits_update(&state, piece.data(), piece.size());
    const XXH128_hash_t hash = XXH3_128bits_digest(&state);
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

std::string to_safetensors(const SafeTensors& contents) {
    std::map<std::string, std::string> metadata = contents.metadata;
    metadata["digest"] = no_digest;
    Json::Object header;
    header.emplace_back("__metadata__", Json::Object(metadata.begin(), metadata.end()));
    std::uint64_t offset = 0;
    for (const auto& [name, array] : contents.arrays) {
        const std::uint64_t end = offset + array.bytes().size();
        Json::Array extents, range;
        for (int k = 0; k < array.shape().rank(); ++k) extents.emplace_back(array.shape()[k]);
        range.emplace_back(offset);
        range.emplace_back(end);
        Json::Object entry;
        entry.emplace_back("data_offsets", std::move(range));
        entry.emplace_back("dtype", array.type());
        entry.emplace_back("shape", std::move(extents));
        header.emplace_back(name, std::move(entry));
        offset = end;
    }
    std::string text = Json(std::move(header)).dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the arrays start aligned
    const std::uint64_t size = text.size();

    std::string file;
    file.reserve(8 + size + offset);
    file.append(reinterpret_cast<const char*>(&size), 8).append(text);
    for (const auto& [name, array] : contents.arrays) file.append(array.bytes());
    const std::size_t at = place_of(no_digest, file);
    return file.replace(at, no_digest.size(), digest_of(file, at));
}

SafeTensors parse_safetensors(std::string_view file) {
    if (file.size() < 8) throw std::runtime_error("it is shorter than the length of its header");
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, file.data(), 8);
    if (header_size > file.size() - 8)
        throw std::runtime_error(fmt::format("its header claims {} bytes of a file of {}", header_size, file.size()));
    const std::string_view header = file.substr(8, header_size), data = file.substr(8 + header_size);

    SafeTensors contents;
    HeaderReader(data, contents).read(header);
    if (const auto found = contents.metadata.find("digest"); found != contents.metadata.end()) {
        const std::string expected = digest_of(file, place_of(found->second, file.substr(0, 8 + header_size)));
        if (found->second != expected)
            throw std::runtime_error(
                fmt::format("it is damaged: its digest is {}, that of its bytes {}", found->second, expected));
    }
    return contents;
}

void save_safetensors(const std::filesystem::path& path, const SafeTensors& contents) {
    replace_file(path, to_safetensors(contents));
}

SafeTensors load_safetensors(const std::filesystem::path& path) {
    const std::string file = read_file(path, largest);
    try {
        return parse_safetensors(file);
    } catch (const std::exception& e) {
        throw std::runtime_error(fmt::format("{}: not a whole safetensors file: {}", path.string(), e.what()));
    }
}

}  // namespace surefoot::nn
