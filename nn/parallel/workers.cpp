#include "nn/parallel/workers.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace surefoot::nn {
namespace {

using Job = ad::FunctionRef<void(int)>;

// A wait spins for some tens of microseconds, a pause taking 20 to 140 cycles, before it sleeps: the next piece of an update
// comes sooner than that, and waking a thread takes as long.
template <class T, class Done>
void wait_for(const std::atomic<T>& value, Done done) {
    for (int spin = 0; spin < 2000; ++spin) {
        if (done(value.load(std::memory_order_acquire))) return;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    for (T seen = value.load(std::memory_order_acquire); !done(seen); seen = value.load(std::memory_order_acquire))
        value.wait(seen, std::memory_order_acquire);
}

thread_local bool working = false;  // this thread is inside parallel_for

class Workers {
  public:
    explicit Workers(int count) : failures_(static_cast<std::size_t>(count)) {
        threads_.reserve(failures_.size());
        try {
            for (int i = 1; i < count; ++i) threads_.emplace_back([this, i] { serve(i); });
        } catch (...) {
            stop();
            throw;
        }
    }
    ~Workers() { stop(); }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    int count() const { return static_cast<int>(threads_.size()) + 1; }

    void run(int n, const Job& job) {
        n_ = n, job_ = &job;
        busy_.store(count() - 1, std::memory_order_relaxed);
        announce();
        work(0);
        wait_for(busy_, [](int busy) { return busy == 0; });
        for (std::exception_ptr& failure : failures_)
            if (failure) {
                const std::exception_ptr first = failure;
                std::fill(failures_.begin(), failures_.end(), nullptr);
                std::rethrow_exception(first);
            }
    }

  private:
    void stop() {
        job_ = nullptr;
        announce();
        for (std::thread& thread : threads_) thread.join();
    }

    void announce() {
        round_.fetch_add(1, std::memory_order_release);
        round_.notify_all();
    }

    void serve(int i) {
        for (std::uint32_t round = 0;;) {
            wait_for(round_, [round](std::uint32_t now) { return now != round; });
            ++round;
            if (!job_) return;
            work(i);
            if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
        }
    }

    void work(int i) {
        working = true;
        try {
            const auto share = [this](std::int64_t thread) { return static_cast<int>(thread * n_ / count()); };
            for (int k = share(i), end = share(i + 1); k < end; ++k) (*job_)(k);
        } catch (...) { failures_[static_cast<std::size_t>(i)] = std::current_exception(); }
        working = false;
    }

    std::atomic<std::uint32_t> round_{0};  // one more for every job
    std::atomic<int> busy_{0};             // threads that have not finished theirs
    int n_ = 0;
    const Job* job_ = nullptr;  // none: the end
    std::vector<std::exception_ptr> failures_;
    std::vector<std::thread> threads_;
};

std::unique_ptr<Workers>& workers() {
    static std::unique_ptr<Workers> all;
    return all;
}

}  // namespace

void set_threads(int count) {
    if (count < 1) throw std::invalid_argument("set_threads: at least one thread");
    if (working) throw std::logic_error("set_threads: called from within parallel_for");
    if (count == threads()) return;
    workers().reset();
    if (count > 1) workers() = std::make_unique<Workers>(count);
}

int threads() { return workers() ? workers()->count() : 1; }
int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

void parallel_for(int n, ad::FunctionRef<void(int)> f) {
    if (n > 1 && workers() && !working) return workers()->run(n, f);
    struct Working {
        bool before = std::exchange(working, true);
        ~Working() { working = before; }
    } const here;
    for (int i = 0; i < n; ++i) f(i);
}

}  // namespace surefoot::nn
