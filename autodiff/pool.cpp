#include "autodiff/pool.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>
#include <new>
#include <utility>

namespace surefoot::ad::pool {
namespace {

constexpr std::size_t alignment = 64;    // bytes: a cache line, and the widest vector register
constexpr std::size_t classes = 4 * 40;  // four size classes to each doubling, from 64 bytes up
std::atomic<std::uint64_t> heap_block_count{0}, heap_byte_count{0};

// The smallest class that holds `bytes`: whole lines up to four of them, then at most a fifth of a block is wasted.
std::size_t class_of(std::size_t bytes) {
    const std::size_t lines = std::max<std::size_t>(1, (bytes + alignment - 1) / alignment);
    if (lines <= 4) return lines - 1;
    const auto octave = static_cast<std::size_t>(std::bit_width(lines - 1)) - 1;  // lines in (2^octave, 2^(octave+1)]
    const std::size_t quarter = (lines - 1 - (std::size_t{1} << octave)) >> (octave - 2);
    return 4 * (octave - 1) + quarter;
}

std::size_t bytes_of(std::size_t size_class) {
    if (size_class < 4) return (size_class + 1) * alignment;
    const std::size_t octave = size_class / 4 + 1, quarter = size_class % 4;
    return ((std::size_t{1} << octave) + ((quarter + 1) << (octave - 2))) * alignment;
}

}  // namespace

// The free blocks of one thread, a list for each size class. A pool outlives its thread: the next thread takes it over, so
// that a block can always be sent home.
class Pool {
  public:
    Block* take(std::size_t size_class) {
        if (!free_[size_class] && returned_.load(std::memory_order_relaxed)) collect_returned();
        if (Block*& list = free_[size_class]) return std::exchange(list, list->next);
        const std::size_t bytes = sizeof(Block) + bytes_of(size_class);
        void* raw = ::operator new(bytes, std::align_val_t(alignment));
        heap_block_count.fetch_add(1, std::memory_order_relaxed);
        heap_byte_count.fetch_add(bytes, std::memory_order_relaxed);
        return new (raw) Block{this, nullptr, static_cast<std::uint32_t>(size_class), 1};
    }
    void keep(Block* block) { block->next = std::exchange(free_[block->size_class], block); }

    // For other threads.
    void send_home(Block* block) {
        block->next = returned_.load(std::memory_order_relaxed);
        while (!returned_.compare_exchange_weak(block->next, block, std::memory_order_release,
                                                std::memory_order_relaxed)) {}
    }

  private:
    void collect_returned() {
        Block* list = returned_.exchange(nullptr, std::memory_order_acquire);
        while (list) keep(std::exchange(list, list->next));
    }

    std::array<Block*, classes> free_{};
    std::atomic<Block*> returned_{nullptr};  // sent home by other threads, of any size
};

namespace {

// Every pool that there is, and those that no thread has. Never destroyed: static objects may hold blocks.
struct Registry {
    std::mutex mutex;
    std::vector<Pool*> all, idle;
};
Registry& registry() {
    static auto& pools = *new Registry;
    return pools;
}

thread_local Pool* mine = nullptr;

// A thread's hold on its pool, for as long as the thread runs.
struct Lease {
    Lease() {
        Registry& pools = registry();
        const std::lock_guard lock(pools.mutex);
        if (pools.idle.empty()) {
            pools.all.push_back(new Pool);
            pools.idle.reserve(pools.all.size());  // so that giving back cannot fail
            pools.idle.push_back(pools.all.back());
        }
        mine = pools.idle.back();
        pools.idle.pop_back();
    }
    ~Lease() {
        const std::lock_guard lock(registry().mutex);
        registry().idle.push_back(std::exchange(mine, nullptr));
    }
};

Pool& leased() {
    thread_local const Lease lease;
    // What outlives the lease, such as static objects, may still allocate: it gets a pool that nobody takes over.
    if (!mine) mine = new Pool;
    return *mine;
}

}  // namespace

std::size_t Block::bytes() const { return bytes_of(size_class); }

Block* take(std::size_t bytes) {
    const std::size_t size_class = class_of(bytes);
    if (size_class >= classes) throw std::bad_alloc();
    Block* block = (mine ? *mine : leased()).take(size_class);
    block->handles.store(1, std::memory_order_relaxed);
    return block;
}

void give_back(Block* block) noexcept {
    if (block->home == mine)
        block->home->keep(block);
    else
        block->home->send_home(block);
}

std::uint64_t heap_blocks() { return heap_block_count.load(); }
std::uint64_t heap_bytes() { return heap_byte_count.load(); }

}  // namespace surefoot::ad::pool
