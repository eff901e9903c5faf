#include "nn/safetensors.hpp"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

using ad::Tensor;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(safetensors)

namespace {

struct Directory {
    fs::path path = fs::temp_directory_path() / fmt::format("surefoot-safetensors-{}", std::random_device{}());
    Directory() { fs::create_directories(path); }
    ~Directory() { fs::remove_all(path); }
};

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A file with this header and these bytes of tensors.
fs::path written(const Directory& d, const std::string& header, const std::string& data) {
    const std::uint64_t size = header.size();
    std::ofstream out(d.path / "file", std::ios::binary);
    out.write(reinterpret_cast<const char*>(&size), 8) << header << data;
    return d.path / "file";
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_is_saved_is_loaded_to_the_same_bits, Directory) {
    nn::SafeTensors saved;
    saved.tensors["a.weight"] = Tensor::of({2, 3}, {1, 2, 3, -4, ad::Real(1e-30), 6});
    saved.tensors["b"] = Tensor::scalar(7);
    saved.tensors["none"] = Tensor::zeros({0, 4});
    nn::SafeTensors nothing;
    nothing.tensors["none"] = Tensor::zeros({0, 100});
    nn::save_safetensors(path / "x.safetensors", nothing);
    BOOST_TEST((nn::load_safetensors(path / "x.safetensors").tensors.at("none").shape() == ad::Shape{0, 100}));
    saved.metadata["config"] = "{\"gamma\": \"é\"}";
    nn::save_safetensors(path / "x.safetensors", saved);
    const nn::SafeTensors loaded = nn::load_safetensors(path / "x.safetensors");
    BOOST_TEST(loaded.tensors.size() == 3u);
    for (const auto& [name, tensor] : saved.tensors) BOOST_TEST(same_bits(tensor, loaded.tensors.at(name)));
    BOOST_TEST(loaded.metadata.at("config") == saved.metadata.at("config"));
    BOOST_TEST(std::distance(fs::directory_iterator(path), {}) == 1);  // nothing temporary is left
}

// The bytes that the format's description asks for, not only what our own reader takes.
BOOST_FIXTURE_TEST_CASE(the_bytes_are_those_of_the_format, Directory) {
    nn::SafeTensors saved;
    saved.tensors["w"] = Tensor::vector({1.5, -2});
    nn::save_safetensors(path / "x", saved);
    const std::string file = read(path / "x");
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, file.data(), 8);
    BOOST_TEST(header_size % 8 == 0u);
    const std::string type = sizeof(ad::Real) == 8 ? "F64" : "F32", end = std::to_string(2 * sizeof(ad::Real));
    BOOST_TEST(file.substr(8, header_size)
                   .find("{\"w\":{\"data_offsets\":[0," + end + "],\"dtype\":\"" + type + "\",\"shape\":[2]}}") == 0u);
    ad::Real values[2];
    BOOST_REQUIRE(file.size() == 8 + header_size + sizeof values);
    std::memcpy(values, file.data() + 8 + header_size, sizeof values);
    BOOST_TEST(values[0] == 1.5);
    BOOST_TEST(values[1] == -2);
}

BOOST_FIXTURE_TEST_CASE(files_of_either_precision_are_read, Directory) {
    const float single[2] = {0.5f, 3};
    const auto file = written(*this, R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                              {reinterpret_cast<const char*>(single), 8});
    BOOST_TEST(same_bits(nn::load_safetensors(file).tensors.at("w"), Tensor::vector({0.5, 3})));
}

BOOST_FIXTURE_TEST_CASE(what_does_not_follow_the_format_is_refused, Directory) {
    const std::string eight(8, '\0'), sixteen(16, '\0');
    for (
        const auto& [header, data] : std::vector<std::pair<std::string, std::string>>{
            {"not json", ""},
            {R"({"w":{"dtype":"F64","shape":[1]}})", eight},                       // no range
            {R"({"w":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}})", eight},  // a type that is not read
            {R"({"w":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}})", eight},  // too short for its shape
            {R"({"w":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}})", eight},
            {R"({"w":{"dtype":"F64","shape":[1099511627776,1099511627776],"data_offsets":[0,8]}})", eight},
            {R"({"w":{"dtype":"F64","shape":[1,1,1,1,1],"data_offsets":[0,8]}})", eight},
            {R"({"w":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}})", sixteen},  // a hole in front
            {R"({"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}})", sixteen},   // bytes behind
            {R"({"w":{"dtype":"F64","shape":[1],"data_offsets":[0,16]}})", eight},    // past the end
            {R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}})",
             eight},
            {R"([1,2])", ""}})
        BOOST_CHECK_THROW(nn::load_safetensors(written(*this, header, data)), std::runtime_error);
    std::ofstream(path / "short") << "1234";
    BOOST_CHECK_THROW(nn::load_safetensors(path / "short"), std::runtime_error);
    std::ofstream(path / "long", std::ios::binary) << std::string(8, '\xff') << "{}";
    BOOST_CHECK_THROW(nn::load_safetensors(path / "long"), std::runtime_error);
    BOOST_CHECK_THROW(nn::load_safetensors(path / "absent"), std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(a_directory_that_is_not_there_is_an_error, Directory) {
    BOOST_CHECK_THROW(nn::save_safetensors(path / "no" / "x", {}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
