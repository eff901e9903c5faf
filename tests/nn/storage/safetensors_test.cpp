#include "nn/storage/safetensors.hpp"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

using namespace surefoot;

using ad::Tensor;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(safetensors)

namespace {

struct Directory {
    fs::path path = fs::temp_directory_path() / fmt::format("surefoot-safetensors-{}", std::random_device{}());
    Directory() { fs::create_directories(path); }
    ~Directory() { fs::remove_all(path); }
};

// A file with this header and these bytes of tensors.
fs::path written(const Directory& d, const std::string& header, const std::string& data) {
    const std::uint64_t size = header.size();
    std::ofstream out(d.path / "file", std::ios::binary);
    out.write(reinterpret_cast<const char*>(&size), 8) << header << data;
    return d.path / "file";
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_is_saved_is_loaded_to_the_same_bits, Directory) {
    const Tensor weight = Tensor::of({2, 3}, {1, 2, 3, -4, ad::Real(1e-30), 6});
    const std::vector<double> doubles{0.1, -1e300};
    const std::vector<std::uint64_t> integers{0, std::numeric_limits<std::uint64_t>::max(), 1};
    const nn::SafeTensors saved{.arrays = {{"a.weight", weight},
                                           {"b", Tensor::scalar(7)},
                                           {"doubles", {{2, 1}, doubles}},
                                           {"integers", {{3}, integers}},
                                           {"none", Tensor::zeros({0, 100})}},
                                .metadata = {{"config", "{\"gamma\": \"é\", \"digest\":\"0\"}"}}};
    nn::save_safetensors(path / "x.safetensors", saved);
    const nn::SafeTensors loaded = nn::load_safetensors(path / "x.safetensors");
    BOOST_TEST(loaded.arrays.size() == 5u);
    BOOST_TEST(same_bits(loaded.arrays.at("a.weight").tensor(), weight));
    BOOST_TEST(loaded.arrays.at("b").tensor().item() == 7);
    BOOST_TEST(loaded.arrays.at("doubles").doubles() == doubles);  // in double, whatever Real is
    BOOST_TEST((loaded.arrays.at("doubles").shape() == ad::Shape{2, 1}));
    BOOST_TEST(loaded.arrays.at("integers").integers() == integers);
    BOOST_TEST((loaded.arrays.at("none").shape() == ad::Shape{0, 100}));
    BOOST_TEST(loaded.metadata.at("config") == saved.metadata.at("config"));
    BOOST_CHECK_THROW(loaded.arrays.at("integers").tensor(), std::runtime_error);
    BOOST_CHECK_THROW(loaded.arrays.at("doubles").integers(), std::runtime_error);
    BOOST_TEST(std::distance(fs::directory_iterator(path), {}) == 1);  // nothing temporary is left
}

// The bytes that the format's description asks for, not only what our own reader takes.
BOOST_FIXTURE_TEST_CASE(the_bytes_are_those_of_the_format, Directory) {
    const std::string file = nn::to_safetensors({.arrays = {{"w", Tensor::vector({1.5, -2})}}});
    std::uint64_t header_size = 0;
    std::memcpy(&header_size, file.data(), 8);
    BOOST_TEST(header_size % 8 == 0u);
    const std::string type = sizeof(ad::Real) == 8 ? "F64" : "F32", end = std::to_string(2 * sizeof(ad::Real));
    const std::string header = file.substr(8, header_size);
    BOOST_TEST(header.starts_with("{\"__metadata__\":{\"digest\":\""));
    BOOST_TEST(header.find(",\"w\":{\"data_offsets\":[0," + end + "],\"dtype\":\"" + type + "\",\"shape\":[2]}}") !=
               header.npos);
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
    BOOST_TEST(same_bits(nn::load_safetensors(file).arrays.at("w").tensor(), Tensor::vector({0.5, 3})));
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
            {R"({"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"more":1}})", eight},  // more than the format has
            {R"({"w":{"dtype":"F64","shape":[-0],"data_offsets":[0,0]}})", ""},
            {R"({"w":{"dtype":"F64","shape":[1.0],"data_offsets":[0,8]}})", eight},
            {R"({"w":{"dtype":"F64","shape":[],"data_offsets":[0,8,8]}})", eight},
            {R"({"w":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"w":{"dtype":"F64","shape":[],"data_offsets":[8,16]}})",
             sixteen},                            // one name twice
            {R"({"__metadata__":{"a":1}})", ""},  // metadata that is no text
            {R"({"__metadata__":{"digest":"00"}})", ""},
            {R"({"w":[]})", ""},
            {R"({"w":{"shape":[[1]]}})", ""},
            {R"({"w":{"shape":{}}})", ""},
            {R"([1,2])", ""},
            {"null", ""}})
        BOOST_CHECK_THROW(nn::load_safetensors(written(*this, header, data)), std::runtime_error);
    std::ofstream(path / "short") << "1234";
    BOOST_CHECK_THROW(nn::load_safetensors(path / "short"), std::runtime_error);
    std::ofstream(path / "long", std::ios::binary) << std::string(8, '\xff') << "{}";
    BOOST_CHECK_THROW(nn::load_safetensors(path / "long"), std::runtime_error);
    BOOST_CHECK_THROW(nn::load_safetensors(path / "absent"), std::runtime_error);
}

// Whatever bit of the file has flipped, and wherever it was cut.
BOOST_AUTO_TEST_CASE(a_damaged_file_is_refused) {
    const std::string whole =
        nn::to_safetensors({.arrays = {{"w", Tensor::vector({1.5, -2})}}, .metadata = {{"k", "v"}}});
    BOOST_TEST(nn::parse_safetensors(whole).metadata.contains("digest"));
    int accepted = 0;
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        std::string flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
        try {  // the name of the digest itself may become another
            accepted += nn::parse_safetensors(flipped).metadata.contains("digest") ? 1 : 0;
        } catch (const std::exception&) {}
    }
    BOOST_TEST(accepted == 0);
    for (std::size_t length = 0; length < whole.size(); ++length)
        BOOST_CHECK_THROW(nn::parse_safetensors(whole.substr(0, length)), std::exception);
}

BOOST_FIXTURE_TEST_CASE(a_directory_that_is_not_there_is_an_error, Directory) {
    BOOST_CHECK_THROW(nn::save_safetensors(path / "no" / "x", {}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
