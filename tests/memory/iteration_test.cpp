// Once a training loop has run for a while, an iteration takes nothing from the heap. And the memory of an update grows as
// the batch does.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "nn/parallel/workers.hpp"
#include "rl/rungs/trpo.hpp"
#include "rl/runs/trainer.hpp"
#include "tests/memory/heap.hpp"
#include "tests/rl/envs/corridor.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(iteration)

namespace {

rl::TrainConfig run(const std::string& algorithm) {
    rl::TrainConfig config = rl::default_config(algorithm, "CartPole-v1");
    config.batch_steps = 1024, config.hidden = {16, 16};  // two shards
    for (const char* epochs : {"value_epochs", "epochs"})
        if (!rl::value_of(config, epochs).empty()) rl::set(config, epochs, "2");
    for (const char* size : {"value_minibatch", "minibatch"})
        if (!rl::value_of(config, size).empty()) rl::set(config, size, "64");
    return config;
}

long allocations_of(rl::Trainer& trainer, int iterations) {
    const long before = heap::allocations();
    for (int i = 0; i < iterations; ++i) trainer.iterate();
    return heap::allocations() - before;
}

// What 20 iterations take when they have come to rest. A batch with more episodes than any before takes a block, once; and of
// several threads one that comes late to a kind of piece that others had taken over until then fills its pool at that time.
long steady_allocations_of(rl::Trainer& trainer) {
    long least = allocations_of(trainer, 20);
    for (int again = 0; again < 20 && least > 0; ++again) least = std::min(least, allocations_of(trainer, 20));
    return least;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_counter_counts) {
    const long before = heap::allocations();
    ::operator delete(::operator new(1));  // a new-expression might be left out
    BOOST_TEST(heap::allocations() - before == 1);
}

BOOST_AUTO_TEST_CASE(a_steady_iteration_takes_nothing_from_the_heap) {
    for (const int threads : {1, 3}) {
        nn::set_threads(threads);
        for (const char* algorithm : {"vpg", "npg", "trpo", "ppo"}) {
            rl::TrainConfig config = run(algorithm);
            config.normalize_observations = algorithm == std::string("trpo");
            if (config.normalize_observations) rl::set(config, "normalize_returns", "true");
            rl::Trainer trainer(config);
            allocations_of(trainer, 100);  // until episodes are as long as they get, and their number hardly changes
            BOOST_TEST(steady_allocations_of(trainer) == 0, algorithm << ", " << threads << " threads");
        }
        rl::TrainConfig several = corridor_run("trpo", "Corridor-v1");  // several choices and a mask
        several.batch_steps = 1024;
        rl::Trainer trainer(several);
        allocations_of(trainer, 20);
        BOOST_TEST(steady_allocations_of(trainer) == 0, "several choices, " << threads << " threads");
    }
    nn::set_threads(1);
}

BOOST_AUTO_TEST_CASE(nor_does_one_of_a_convolutional_agent) {
    rl::TrainConfig config = rl::default_config("trpo", "MinAtar/Breakout-v1");
    config.batch_steps = 256, config.num_envs = 4, config.hidden = {16};
    for (const int threads : {1, 3}) {
        nn::set_threads(threads);
        rl::Trainer trainer(config);
        allocations_of(trainer, 200);  // as above
        const long allocations = steady_allocations_of(trainer);
        BOOST_TEST(allocations == 0, allocations << " allocations, " << threads << " threads");
    }
    nn::set_threads(1);
}

// REINFORCE's batches are whole episodes, so no two are of one size: a size that was never seen takes a block, once.
BOOST_AUTO_TEST_CASE(batches_of_many_sizes_come_to_rest_too) {
    rl::Trainer trainer(run("reinforce"));
    const long first = allocations_of(trainer, 40);
    allocations_of(trainer, 100);
    const long last = allocations_of(trainer, 40);
    BOOST_TEST(last <= first / 20);
    BOOST_TEST_MESSAGE("reinforce: " << first << " allocations in the first 40 iterations, " << last << " in the last");
}

BOOST_AUTO_TEST_CASE(the_memory_of_an_update_grows_with_the_batch) {
    const auto bytes_at = [](int n) {
        PolicyAndBatch s(unbounded(6), n);
        const auto before = ad::pool::heap_bytes();
        rl::trpo(s.policy, s.theta, s.batch, {});
        return static_cast<double>(ad::pool::heap_bytes() - before);
    };
    bytes_at(512);
    // Each is larger than all before it together, so that little of what those left serves.
    const double small = bytes_at(40'000), large = bytes_at(320'000);
    BOOST_TEST((large > 6 * small && large < 10 * small));
    BOOST_TEST_MESSAGE("an update's pool: " << small / 40'000 << " and " << large / 320'000 << " bytes a sample");
}

BOOST_AUTO_TEST_SUITE_END()
