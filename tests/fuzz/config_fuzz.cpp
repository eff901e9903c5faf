// libFuzzer: the text of a config.json. What is read is written as text that reads as the same.
#include <cstdlib>
#include <string_view>

#include "rl/runs/config.hpp"

using namespace surefoot;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const std::string text = rl::to_json(rl::config_from_json({reinterpret_cast<const char*>(data), size}));
        if (rl::to_json(rl::config_from_json(text)) != text) std::abort();
    } catch (const rl::ConfigError&) {}
    return 0;
}
