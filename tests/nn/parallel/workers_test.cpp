#include "nn/parallel/workers.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/reduce.hpp"
#include "nn/layers/mlp.hpp"
#include "nn/parallel/expectation.hpp"

using namespace surefoot;

using ad::Real;
using ad::Tensor;
using ad::Var;

BOOST_AUTO_TEST_SUITE(workers)

namespace {

constexpr std::array thread_counts{1, 2, 3, 8};

struct OneThreadAfterwards {
    ~OneThreadAfterwards() { nn::set_threads(1); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_index_is_called_once, OneThreadAfterwards) {
    for (const int count : thread_counts) {
        nn::set_threads(count);
        BOOST_TEST(nn::threads() == count);
        for (const int n : {0, 1, 2, 7, 16, 100})
            for (int round = 0; round < 50; ++round) {
                std::vector<int> calls(static_cast<std::size_t>(n));
                nn::parallel_for(n, [&](int i) { ++calls[static_cast<std::size_t>(i)]; });
                BOOST_TEST((calls == std::vector<int>(static_cast<std::size_t>(n), 1)));
            }
    }
}

BOOST_FIXTURE_TEST_CASE(the_first_exception_comes_through_and_the_workers_go_on, OneThreadAfterwards) {
    for (const int count : thread_counts) {
        nn::set_threads(count);
        const auto failing = [](int i) {
            if (i >= 5) throw std::runtime_error(std::to_string(i));
        };
        BOOST_CHECK_EXCEPTION(nn::parallel_for(16, failing), std::runtime_error,
                              [](const std::runtime_error& e) { return std::string(e.what()) == "5"; });
        std::atomic<int> sum{0};
        nn::parallel_for(16, [&](int i) { sum += i; });
        BOOST_TEST(sum == 120);
    }
}

// The first call of all goes on when every other has returned, which is for those to see to whose runs are done.
BOOST_FIXTURE_TEST_CASE(who_is_done_takes_over_what_others_have_not_begun, OneThreadAfterwards) {
    for (const int count : {2, 3, 8}) {
        nn::set_threads(count);
        std::atomic<int> done{0};
        bool others_were_done = false;
        nn::parallel_for(24, [&](int i) {
            const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
            while (i == 0 && done < 23 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
            if (i == 0) others_were_done = done == 23;
            ++done;
        });
        BOOST_TEST(others_were_done, count << " threads");
        BOOST_TEST(done == 24);
    }
}

BOOST_FIXTURE_TEST_CASE(fixed_runs_are_of_neighbours_and_the_same_every_time, OneThreadAfterwards) {
    for (const int count : {2, 3, 8})
        for (const int n : {2, 7, 24}) {
            nn::set_threads(count);
            std::vector<std::thread::id> first;
            for (int round = 0; round < 50; ++round) {
                std::vector<std::thread::id> who(static_cast<std::size_t>(n));
                const auto call = [&](int i) {
                    who[static_cast<std::size_t>(i)] = std::this_thread::get_id();
                    if (i == round % n) std::this_thread::sleep_for(std::chrono::microseconds(200));
                };
                nn::parallel_for(n, call, nn::Runs::fixed);
                if (round == 0) first = who;
                BOOST_TEST((who == first));
            }
            int runs = 1;
            for (std::size_t i = 1; i < first.size(); ++i) runs += first[i] != first[i - 1];
            BOOST_TEST(runs == std::min(n, count));
            BOOST_TEST((first[0] == std::this_thread::get_id()));
        }
}

BOOST_FIXTURE_TEST_CASE(work_within_work_stays_on_its_thread, OneThreadAfterwards) {
    nn::set_threads(3);
    std::atomic<int> sum{0};
    nn::parallel_for(4, [&](int i) { nn::parallel_for(4, [&](int j) { sum += i * j; }); });
    BOOST_TEST(sum == 36);
    BOOST_CHECK_THROW(nn::parallel_for(2, [](int) { nn::set_threads(2); }), std::logic_error);
    BOOST_CHECK_THROW(nn::set_threads(0), std::invalid_argument);
}

// The promise of the shards: the same bits with any number of threads.
BOOST_FIXTURE_TEST_CASE(values_gradients_and_curvatures_have_the_same_bits_with_any_number, OneThreadAfterwards) {
    nn::Layout layout;
    const nn::Mlp network(layout, "net", {.in = 3, .out = 2, .hidden = {8}});
    nn::Rng rng(1, "test");
    const int n = 5000;
    Tensor x = Tensor::uninitialized({n, 3});
    for (Real& v : x.write()) v = static_cast<Real>(rng.normal());
    const Tensor theta = layout.initial(rng);
    const nn::Expectation f(
        n, [&](const Var& at, const nn::Shard& shard) { return sum(square(network(at, shard.of(x))), 1); });
    const auto curvature_along_theta = [&] {
        const nn::Curvature G(n, theta, [&](const Var& at, const nn::Shard& shard) {
            return ad::pool::vector<Var>{network(at, shard.of(x))};
        });
        return G(theta, [](const nn::Shard&, std::span<const Tensor> y_dot) {
            return ad::pool::vector<Tensor>(y_dot.begin(), y_dot.end());
        });
    };
    const double value = f.value(theta);
    const Tensor gradient = f.grad(theta), curvature = curvature_along_theta();
    for (const int count : thread_counts) {
        nn::set_threads(count);
        for (int round = 0; round < 5; ++round) {
            BOOST_TEST(f.value(theta) == value);
            BOOST_TEST(same_bits(f.grad(theta), gradient));
            BOOST_TEST(same_bits(curvature_along_theta(), curvature));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
