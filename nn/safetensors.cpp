#include "nn/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

namespace nn {
namespace {

using ad::Real;
using ad::Tensor;
using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");
constexpr const char* own_type = sizeof(Real) == 8 ? "F64" : "F32";

template <class Stored>
Tensor decode(const ad::Shape& shape, const char* bytes) {
    Tensor tensor = Tensor::uninitialized(shape);
    for (Real& value : tensor.write()) {
        Stored stored;
        std::memcpy(&stored, bytes, sizeof stored);
        value = static_cast<Real>(stored);
        bytes += sizeof stored;
    }
    return tensor;
}

// Shape refuses extents whose product cannot be; that they fit the bytes that there are is checked where they are used.
ad::Shape shape_from(const json& extents) {
    ad::Shape shape;
    for (const json& extent : extents) {
        const auto n = extent.get<std::uint64_t>();
        if (n > std::numeric_limits<int>::max()) throw std::runtime_error(fmt::format("an extent of {}", n));
        shape = shape.with_new(-1, static_cast<int>(n));
    }
    return shape;
}

SafeTensors parse(const std::string& file) {
    if (file.size() < 8) throw std::runtime_error("it is shorter than the length of its header");
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, file.data(), 8);
    if (header_size > file.size() - 8)
        throw std::runtime_error(fmt::format("its header claims {} bytes of a file of {}", header_size, file.size()));
    const char* data = file.data() + 8 + header_size;
    const std::uint64_t data_size = file.size() - 8 - header_size;
    if (data_size > (std::uint64_t{1} << 31)) throw std::runtime_error("it is larger than 2 GiB");

    SafeTensors contents;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    const json header = json::parse(file.data() + 8, data);
    if (!header.is_object()) throw std::runtime_error("its header is not an object");
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            contents.metadata = entry.get<std::map<std::string, std::string>>();
            continue;
        }
        const auto type = entry.at("dtype").get<std::string>();
        const std::uint64_t width = type == "F64" ? 8 : type == "F32" ? 4 : 0;
        if (width == 0) throw std::runtime_error(fmt::format("`{}` has the type {}; known are F64, F32", name, type));
        const ad::Shape shape = shape_from(entry.at("shape"));
        const auto [begin, end] = entry.at("data_offsets").get<std::array<std::uint64_t, 2>>();
        if (begin > end || end > data_size || (end - begin) / width != static_cast<std::uint64_t>(shape.size()) ||
            (end - begin) % width != 0)
            throw std::runtime_error(fmt::format("`{}` {} does not fit its range [{}, {}) of {} bytes", name,
                                                 to_string(shape), begin, end, data_size));
        ranges.emplace_back(begin, end);
        contents.tensors[name] = width == 8 ? decode<double>(shape, data + begin) : decode<float>(shape, data + begin);
    }
    std::sort(ranges.begin(), ranges.end());
    std::uint64_t covered = 0;
    for (const auto& [begin, end] : ranges) {
        if (begin != covered)
            throw std::runtime_error(fmt::format("its ranges overlap or leave a hole at byte {}", covered));
        covered = end;
    }
    if (covered != data_size)
        throw std::runtime_error(fmt::format("{} bytes behind the last tensor", data_size - covered));
    return contents;
}

}  // namespace

void save_safetensors(const std::filesystem::path& path, const SafeTensors& contents) {
    json header = json::object();
    if (!contents.metadata.empty()) header["__metadata__"] = contents.metadata;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : contents.tensors) {
        std::vector<int> extents;
        for (int k = 0; k < tensor.rank(); ++k) extents.push_back(tensor.shape()[k]);
        const std::uint64_t end = offset + tensor.values().size_bytes();
        header[name] = {{"dtype", own_type}, {"shape", extents}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the tensors start aligned
    const std::uint64_t size = text.size();

    const std::filesystem::path beside = path.string() + ".part";
    {
        std::ofstream out(beside, std::ios::binary);
        out.write(reinterpret_cast<const char*>(&size), 8).write(text.data(), static_cast<std::streamsize>(size));
        for (const auto& [name, tensor] : contents.tensors)
            out.write(reinterpret_cast<const char*>(tensor.data()),
                      static_cast<std::streamsize>(tensor.values().size_bytes()));
        if (!out.flush()) throw std::runtime_error(fmt::format("{}: cannot be written", beside.string()));
    }
    std::filesystem::rename(beside, path);
}

SafeTensors load_safetensors(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error(fmt::format("{}: cannot be read", path.string()));
    const std::string file{std::istreambuf_iterator<char>(in), {}};
    try {
        return parse(file);
    } catch (const std::exception& e) {
        throw std::runtime_error(fmt::format("{}: not a safetensors file: {}", path.string(), e.what()));
    }
}

}  // namespace nn
