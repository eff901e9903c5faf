#include "rl/envs/mujoco/models.hpp"

#include <fmt/format.h>
#include <mujoco/mujoco.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <stdexcept>

namespace surefoot::rl {
namespace {

// Left alone, MuJoCo writes its warnings into a log file and ends the process at an error. Here an error is thrown through
// its C frames, which hold nothing to destroy; warnings are counted in mjData::warning, where MujocoEnv reads them.
void install_handlers() {
    static std::once_flag once;
    std::call_once(once, [] {
        mju_user_error = [](const char* message) { throw std::runtime_error(message); };
        mju_user_warning = [](const char*) {};
    });
}

}  // namespace

std::shared_ptr<const mjModel> compile_mjcf(const std::string& xml) {
    if (xml.empty()) throw std::invalid_argument("MuJoCo: no text");
    install_handlers();
    constexpr const char* name = "model.xml";
    const auto files = std::make_unique<mjVFS>();  // two megabytes: too large for the stack
    mj_defaultVFS(files.get());
    if (mj_makeEmptyFileVFS(files.get(), name, static_cast<int>(xml.size())) != 0)
        throw std::runtime_error("MuJoCo: no room for the text of a model");
    std::copy(xml.begin(), xml.end(), static_cast<char*>(files->filedata[0]));
    std::array<char, 1000> message{};
    mjModel* model = mj_loadXML(name, files.get(), message.data(), static_cast<int>(message.size()));
    mj_deleteVFS(files.get());
    std::shared_ptr<const mjModel> owner(model, [](const mjModel* m) { mj_deleteModel(const_cast<mjModel*>(m)); });
    if (!model || message[0] != '\0') throw std::invalid_argument(fmt::format("MuJoCo: {}", message.data()));
    return owner;
}

std::shared_ptr<const mjModel> load_model(const std::string& name) {
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const mjModel>> models;
    const std::lock_guard lock(mutex);
    auto& model = models[name];
    if (!model) model = compile_mjcf(mjcf(name));
    return model;
}

}  // namespace surefoot::rl
