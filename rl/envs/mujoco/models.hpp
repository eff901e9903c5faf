// The bodies of the MuJoCo tasks: MJCF files, which the build makes part of the program.
//
// Each states the most contacts (nconmax) and constraints (njmax) that it can have, with some to spare: every capsule at both
// ends on the ground, every joint at its limit. The default would be 3 MB of buffers a copy.
#pragma once

#include <memory>
#include <string>

struct mjModel_;

namespace surefoot::rl {

// The text of models/<name>.xml. Throws std::invalid_argument when there is none.
const char* mjcf(const std::string& name);

// Compiles a model. Throws std::invalid_argument with MuJoCo's message when the text is not one, or not without a warning.
std::shared_ptr<const mjModel_> compile_mjcf(const std::string& xml);

// The model models/<name>.xml, compiled once for all that ask: nothing writes to it, so all threads may share it.
std::shared_ptr<const mjModel_> load_model(const std::string& name);

}  // namespace surefoot::rl
