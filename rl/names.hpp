// Names: what a user called something, against the names that there are.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace surefoot::rl {

// The user's mistake, in one line that says what is wrong and what would be right.
struct ConfigError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

// The one of `names` that takes the fewest edits to reach from `name`, capitals aside. What stands before a / may be left out.
std::string nearest(const std::string& name, const std::vector<std::string>& names);
// Throws ConfigError, naming the nearest and listing all, for a name that is not one of them.
void expect_known(const std::string& what, const std::string& name, const std::vector<std::string>& names);
std::string listed(const std::vector<std::string>& names);  // with commas between them

}  // namespace surefoot::rl
