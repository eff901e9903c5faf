#include "autodiff/storage.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <new>
#include <utility>

namespace ad {
namespace {

constexpr std::size_t alignment = 64;    // bytes: a cache line, and the widest vector register
constexpr std::size_t classes = 4 * 40;  // four size classes to each doubling, from 64 bytes up
std::atomic<std::uint64_t> heap_block_count{0};
std::atomic<bool> poisoned{false};
thread_local bool pool_is_gone = false;  // a Tensor with static lifetime may outlive its thread's pool

// The smallest class that holds `bytes`; a class wastes at most a quarter of its block.
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

// What stands in front of the reals: one cache line.
struct alignas(alignment) Storage::Block {
    std::atomic<std::uint32_t> handles{1};
    std::uint32_t size_class = 0;
    Block* next = nullptr;  // the next free block of the same class

    Real* data() { return reinterpret_cast<Real*>(this + 1); }
};

// One thread's free blocks, a list for each size class.
struct Storage::Pool {
    std::array<Block*, classes> free{};

    ~Pool() {
        pool_is_gone = true;
        for (Block* list : free)
            while (list) ::operator delete(std::exchange(list, list->next), std::align_val_t(alignment));
    }
};

Storage::Pool& Storage::pool() {
    thread_local Pool pool;
    return pool;
}

Storage::Storage(std::ptrdiff_t count) {
    const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(Real);
    const std::size_t size_class = class_of(bytes);
    if (size_class >= classes) throw std::bad_alloc();
    if (!pool_is_gone && pool().free[size_class]) {
        Block*& list = pool().free[size_class];
        block_ = std::exchange(list, list->next);
        block_->handles.store(1, std::memory_order_relaxed);
    } else {
        void* raw = ::operator new(sizeof(Block) + bytes_of(size_class), std::align_val_t(alignment));
        block_ = new (raw) Block;
        block_->size_class = static_cast<std::uint32_t>(size_class);
        heap_block_count.fetch_add(1, std::memory_order_relaxed);
    }
    if (poisoned.load(std::memory_order_relaxed))
        std::fill_n(block_->data(), bytes_of(size_class) / sizeof(Real), std::numeric_limits<Real>::quiet_NaN());
}

Storage::Storage(const Storage& other) : block_(other.block_) {
    if (block_) block_->handles.fetch_add(1, std::memory_order_relaxed);
}

Storage& Storage::operator=(Storage other) noexcept {
    std::swap(block_, other.block_);
    return *this;
}

Storage::~Storage() {
    if (!block_ || block_->handles.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (pool_is_gone) {
        ::operator delete(block_, std::align_val_t(alignment));
        return;
    }
    Block*& list = pool().free[block_->size_class];
    block_->next = std::exchange(list, block_);
}

Real* Storage::data() const { return block_ ? block_->data() : nullptr; }
bool Storage::unique() const { return block_ && block_->handles.load(std::memory_order_acquire) == 1; }
std::uint64_t Storage::heap_blocks() { return heap_block_count.load(); }
void Storage::poison(bool on) { poisoned.store(on); }

}  // namespace ad
