// libFuzzer: the bytes of an idx file, packed or not. What is read has as many elements as its shape says.
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "nn/storage/idx.hpp"

using namespace surefoot;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const nn::IdxBytes read = nn::parse_idx({reinterpret_cast<const char*>(data), size});
        unsigned sum = 0;  // every byte is there to be read
        for (const unsigned char value : read.values()) sum += value;
        if (read.values().size() != static_cast<std::size_t>(read.shape().size()) || sum > 255 * read.values().size())
            std::abort();
    } catch (const std::runtime_error&) {}
    return 0;
}
