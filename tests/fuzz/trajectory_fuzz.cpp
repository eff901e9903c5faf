// libFuzzer: the text of a recorded trajectory, and its replay.
#include <stdexcept>
#include <string_view>

#include "rl/envs/environments.hpp"
#include "rl/envs/trajectory.hpp"

using namespace surefoot;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    try {
        const rl::Recording recording = rl::recording_from_json({reinterpret_cast<const char*>(data), size});
        rl::replay(recording, *rl::make_env(recording.env));
    } catch (const std::runtime_error&) {
    } catch (const std::invalid_argument&) {}
    return 0;
}
