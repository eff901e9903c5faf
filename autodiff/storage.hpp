// Storage: a reference-counted block of reals, taken from a pool of size classes.
//
// A fresh block from the heap costs its page faults (hundreds of microseconds a megabyte); a reused one does not.
// So every thread keeps the blocks it has freed, by size, and hands them out again: once a training loop has
// run an iteration, the next one finds all the blocks it needs.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "autodiff/real.hpp"

namespace ad {

class Storage {
  public:
    Storage() = default;                     // no block
    explicit Storage(std::ptrdiff_t count);  // room for `count` reals, 64-byte aligned, not initialised
    Storage(const Storage& other);
    Storage(Storage&& other) noexcept : block_(other.block_) { other.block_ = nullptr; }
    Storage& operator=(Storage other) noexcept;
    ~Storage();

    Real* data() const;   // null when there is no block
    bool unique() const;  // whether this is the only handle to the block

    // Blocks that came from the heap so far, on all threads: a steady state does not raise it.
    static std::uint64_t heap_blocks();
    // When on, blocks are handed out filled with NaN, so that a value read before it is written shows. For tests.
    static void poison(bool on);

  private:
    struct Block;
    struct Pool;
    static Pool& pool();
    Block* block_ = nullptr;
};

}  // namespace ad
