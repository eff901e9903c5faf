// Every experiment of the lab with its default settings: its claim holds. What it took of one core is said, with a warning
// above two minutes, and not tested: it is the machine's.
#include <boost/test/unit_test.hpp>
#include <ctime>

#include "nn/parallel/workers.hpp"
#include "tests/examples/lab/claims.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(experiments)

namespace {

void run(const char* name) {
    nn::set_threads(1);
    for (const lab::Experiment& e : lab::experiments()) {
        if (e.name != name) continue;
        const std::clock_t start = std::clock();
        check_claim(name, e.run({}), false);
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        BOOST_TEST_MESSAGE(name << ": " << seconds << " s of one core");
        BOOST_WARN_MESSAGE(seconds < 120, name << " took " << seconds << " s of one core");
        return;
    }
    BOOST_FAIL("there is no experiment " << name);
}

}  // namespace

BOOST_AUTO_TEST_CASE(hessian) { run("hessian"); }
BOOST_AUTO_TEST_CASE(normalization) { run("normalization"); }
BOOST_AUTO_TEST_CASE(variance) { run("variance"); }
BOOST_AUTO_TEST_CASE(step_size) { run("step-size"); }
BOOST_AUTO_TEST_CASE(trust_region) { run("trust-region"); }
BOOST_AUTO_TEST_CASE(distance) { run("distance"); }
BOOST_AUTO_TEST_CASE(fisher) { run("fisher"); }
BOOST_AUTO_TEST_CASE(cg) { run("cg"); }
BOOST_AUTO_TEST_CASE(models) { run("models"); }
BOOST_AUTO_TEST_CASE(monotonic) { run("monotonic"); }
BOOST_AUTO_TEST_CASE(unseen) { run("unseen"); }
BOOST_AUTO_TEST_CASE(dropout) { run("dropout"); }
BOOST_AUTO_TEST_CASE(sharing) { run("sharing"); }
BOOST_AUTO_TEST_CASE(hessian_free) { run("hessian-free"); }
BOOST_AUTO_TEST_CASE(cost) { run("cost"); }
BOOST_AUTO_TEST_CASE(batch_size) { run("batch-size"); }
BOOST_AUTO_TEST_CASE(ladder) { run("ladder"); }

BOOST_AUTO_TEST_SUITE_END()
