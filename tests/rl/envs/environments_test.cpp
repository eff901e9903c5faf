#include "rl/runs/defaults.hpp"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "rl/envs/env.hpp"
#include "rl/envs/mujoco/tasks.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/runs/config.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(defaults)

namespace {

std::vector<std::string> words(const char* text) {
    std::istringstream in(text);
    std::vector<std::string> list;
    for (std::string word; in >> word;) list.push_back(word);
    return list;
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

// A name in the table that is misspelt would change nothing, and nobody would notice.
BOOST_AUTO_TEST_CASE(every_name_in_the_table_is_one) {
    std::vector<std::string> ids = rl::env_ids();
    ids.insert(ids.end(), rl::mujoco_ids().begin(), rl::mujoco_ids().end());  // also in a build without
    for (const rl::Default& row : rl::defaults()) {
        for (const std::string& id : words(row.envs)) BOOST_TEST((id == "*" || contains(ids, id)), id);
        std::vector<std::string> keys{"steps", "num_envs"};
        for (const std::string& algorithm : rl::algorithms()) {
            if (!contains(words(row.algorithms), algorithm) && !contains(words(row.algorithms), "*")) continue;
            rl::TrainConfig config(algorithm);
            for (const rl::Setting& s : rl::settings(config)) keys.push_back(s.key);
        }
        BOOST_TEST(keys.size() > 2u, row.algorithms);
        for (const std::string& change : words(row.settings))
            BOOST_TEST(contains(keys, change.substr(0, change.find('='))), change);
    }
}

BOOST_AUTO_TEST_CASE(every_algorithm_can_run_in_every_environment) {
    for (const std::string& algorithm : rl::algorithms())
        for (const std::string& id : rl::env_ids()) BOOST_CHECK_NO_THROW(rl::check(rl::default_config(algorithm, id)));
    BOOST_TEST(rl::default_config("trpo", "Acrobot-v1").of<rl::TrpoSettings>().trpo.max_kl == 0.02);
    BOOST_TEST(rl::default_config("trpo", "CartPole-v1").of<rl::TrpoSettings>().trpo.max_kl == 0.01);
    BOOST_TEST(rl::default_config("ppo", "Pendulum-v1").gamma == 0.95);
    BOOST_TEST(rl::default_config("reinforce", "Pendulum-v1").steps == 200'000);
}

BOOST_AUTO_TEST_SUITE_END()
