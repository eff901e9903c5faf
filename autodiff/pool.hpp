// Pool: memory in blocks of a few sizes, which are handed out again when they are freed.
//
// A fresh block from the heap costs its page faults (hundreds of microseconds a megabyte); a reused one does not. So
// every thread keeps the blocks that it took, by size: once a training loop has run an iteration or two, the next one
// finds all that it needs. Tensors take their storage from here, and so does `pool::vector`, for the lists that the engine
// and the algorithms make and drop in every iteration.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace surefoot::ad::pool {

class Pool;

// What stands in front of the memory: one cache line.
struct alignas(64) Block {
    Pool* home;   // of the thread that took the block from the heap; a block freed elsewhere is sent back there
    Block* next;  // in a list of free blocks
    std::uint32_t size_class;
    std::atomic<std::uint32_t> handles;  // for whoever shares the block

    void* memory() { return this + 1; }
    std::size_t bytes() const;  // of room
};

Block* take(std::size_t bytes);  // room for `bytes`, 64-byte aligned, not initialised. Throws std::bad_alloc.
void give_back(Block* block) noexcept;

// What came from the heap so far, on all threads. It is kept until the program ends, so `heap_bytes` is the most that was
// ever in use, but for what one size could not lend to another. A steady state raises neither.
std::uint64_t heap_blocks();
std::uint64_t heap_bytes();

template <class T>
struct Allocator {
    using value_type = T;
    using is_always_equal = std::true_type;
    Allocator() = default;
    template <class U>
    Allocator(const Allocator<U>&) noexcept {}

    T* allocate(std::size_t n) { return static_cast<T*>(take(n * sizeof(T))->memory()); }
    void deallocate(T* p, std::size_t) noexcept { give_back(reinterpret_cast<Block*>(p) - 1); }
    bool operator==(const Allocator&) const = default;
};

template <class T>
using vector = std::vector<T, Allocator<T>>;

}  // namespace surefoot::ad::pool
