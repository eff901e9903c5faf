#include "nn/parallel/workers.hpp"

#ifdef __linux__
#include <sched.h>
#endif

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace surefoot::nn {
namespace {

using Call = ad::FunctionRef<void(int)>;

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

// What a thread has left of its run. Its own thread takes from the front, others from the back. A word says all, so that it
// changes as one, and it names the job: who slept through the end of one takes nothing of the next.
class Run {
  public:
    static constexpr std::uint64_t most = 1u << 22;  // calls that a word can count

    void set(std::uint32_t job, std::uint64_t begin, std::uint64_t end) {
        left_.store(word(job, begin, end), std::memory_order_release);
    }
    // The index of a call, or −1: there is none left.
    int take_first(std::uint32_t job) { return take(job, true); }
    int take_last(std::uint32_t job) { return take(job, false); }

  private:
    static std::uint64_t word(std::uint64_t job, std::uint64_t begin, std::uint64_t end) {
        return job << 44 | begin << 22 | end;
    }
    int take(std::uint32_t job, bool first) {
        for (std::uint64_t seen = left_.load(std::memory_order_acquire);;) {
            const std::uint64_t begin = seen >> 22 & (most - 1), end = seen & (most - 1);
            if (begin >= end || seen != word(job, begin, end)) return -1;
            const std::uint64_t rest = first ? word(job, begin + 1, end) : word(job, begin, end - 1);
            if (left_.compare_exchange_weak(seen, rest, std::memory_order_acq_rel, std::memory_order_acquire))
                return static_cast<int>(first ? begin : end - 1);
        }
    }

    alignas(64) std::atomic<std::uint64_t> left_{0};  // a cache line of its own
};

class Workers {
  public:
    explicit Workers(int count) : runs_(static_cast<std::size_t>(count)) {
        threads_.reserve(runs_.size());
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

    void run(int n, const Call& call, Runs runs) {
        const std::int64_t sharing = std::min(n, count());
        const auto begin_of = [=](std::int64_t i) {
            return static_cast<std::uint64_t>(std::min(i, sharing) * n / sharing);
        };
        call_ = &call;
        left_.store(n, std::memory_order_relaxed);
        job_ = (job_ / 2 + 1) % (jobs / 2) * 2 + (runs == Runs::balanced ? 1 : 0);
        for (std::size_t i = 0; i < runs_.size(); ++i)
            runs_[i].set(job_, begin_of(static_cast<std::int64_t>(i)), begin_of(static_cast<std::int64_t>(i) + 1));
        announce(job_);
        work(0, job_);
        wait_for(left_, [](int left) { return left == 0; });
        if (failure_) {
            failed_ = none;
            std::rethrow_exception(std::exchange(failure_, nullptr));
        }
    }

  private:
    static constexpr std::uint32_t jobs = 1u << 20, end = jobs;  // numbers of jobs; no job, but the end of the workers
    static constexpr int none = std::numeric_limits<int>::max();

    void stop() {
        announce(end);
        for (std::thread& thread : threads_) thread.join();
    }

    void announce(std::uint32_t job) {
        announced_.store(job, std::memory_order_release);
        announced_.notify_all();
    }

    void serve(int i) {
        for (std::uint32_t job = 0; job != end;) {
            wait_for(announced_, [job](std::uint32_t now) { return now != job; });
            job = announced_.load(std::memory_order_acquire);
            if (job != end) work(i, job);
        }
    }

    // Its own run, and what others have not begun, unless it has none itself: a batch of few pieces is no reason to move them.
    void work(int i, std::uint32_t job) {
        working = true;
        const auto self = static_cast<std::size_t>(i);
        bool any = false;
        for (int k; (k = runs_[self].take_first(job)) >= 0; any = true) make(k);
        for (std::size_t other = 1; any && job % 2 == 1 && other < runs_.size(); ++other)
            for (int k; (k = runs_[(self + other) % runs_.size()].take_last(job)) >= 0;) make(k);
        working = false;
    }

    void make(int k) {
        try {
            (*call_)(k);
        } catch (...) {
            const std::lock_guard lock(failing_);
            if (k < failed_) failed_ = k, failure_ = std::current_exception();
        }
        if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) left_.notify_one();
    }

    std::uint32_t job_ = 0;  // odd: a balanced one
    std::atomic<std::uint32_t> announced_{0};
    std::atomic<int> left_{0};    // calls that have not returned
    const Call* call_ = nullptr;  // read only by who has taken a call, so that it is the job's until then
    std::vector<Run> runs_;
    std::mutex failing_;
    int failed_ = none;  // the lowest index of a call that threw
    std::exception_ptr failure_;
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
int cores() {
#ifdef __linux__
    cpu_set_t own;  // of those that there are, the ones that this process may use
    if (sched_getaffinity(0, sizeof own, &own) == 0) return std::max(1, CPU_COUNT(&own));
#endif
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void parallel_for(int n, ad::FunctionRef<void(int)> f, Runs runs) {
    // (More calls than a run can count are as many slices of a vector as no machine holds.)
    if (n > 1 && static_cast<std::uint64_t>(n) < Run::most && workers() && !working) return workers()->run(n, f, runs);
    struct Working {
        bool before = std::exchange(working, true);
        ~Working() { working = before; }
    } const here;
    for (int i = 0; i < n; ++i) f(i);
}

}  // namespace surefoot::nn
