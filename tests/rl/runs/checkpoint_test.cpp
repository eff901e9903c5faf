#include "rl/runs/checkpoint.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "rl/rungs/trpo.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(checkpoint)

BOOST_AUTO_TEST_CASE(the_difference_between_configurations_is_named) {
    rl::TrainConfig config = small_run("trpo");
    const nn::SafeTensors checkpoint = rl::empty_checkpoint(config);
    BOOST_CHECK_NO_THROW(rl::expect_checkpoint_of(config, checkpoint));
    config.steps *= 2;  // a run may become longer
    BOOST_CHECK_NO_THROW(rl::expect_checkpoint_of(config, checkpoint));
    config.of<rl::TrpoSettings>().trpo.max_kl = 0.5;
    BOOST_CHECK_EXCEPTION(rl::expect_checkpoint_of(config, checkpoint), rl::ConfigError, [](const auto& e) {
        return std::string(e.what()).find("max_kl is 0.01, not 0.5") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(another_version_or_precision_is_refused) {
    const rl::TrainConfig config = small_run("trpo");
    nn::SafeTensors checkpoint = rl::empty_checkpoint(config);
    BOOST_CHECK_NO_THROW(rl::expect_own_precision(checkpoint));
    checkpoint.metadata["precision"] = std::string("half");
    BOOST_CHECK_THROW(rl::expect_own_precision(checkpoint), rl::ConfigError);
    checkpoint.metadata["version"] = std::string("0");
    BOOST_CHECK_THROW(rl::expect_checkpoint_of(config, checkpoint), rl::ConfigError);
    checkpoint.metadata.erase("version");
    BOOST_CHECK_THROW(rl::expect_checkpoint_of(config, checkpoint), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
