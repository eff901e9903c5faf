// Storage: a reference-counted block of reals from the pool.
#pragma once

#include <cstddef>

#include "autodiff/pool.hpp"
#include "autodiff/real.hpp"

namespace surefoot::ad {

class Storage {
  public:
    Storage() = default;                     // no block
    explicit Storage(std::ptrdiff_t count);  // room for `count` reals, 64-byte aligned, not initialised
    Storage(const Storage& other) : block_(other.block_) {
        if (block_) block_->handles.fetch_add(1, std::memory_order_relaxed);
    }
    Storage(Storage&& other) noexcept : block_(other.block_) { other.block_ = nullptr; }
    Storage& operator=(Storage other) noexcept;
    ~Storage() {
        if (block_) release();
    }

    Real* data() const { return block_ ? static_cast<Real*>(block_->memory()) : nullptr; }  // null without a block
    // Whether this is the only handle to the block.
    bool unique() const { return block_ && block_->handles.load(std::memory_order_acquire) == 1; }

    // When on, blocks are handed out and given back filled with NaN, so that a value read before it is written, or after
    // its tensor is gone, shows. For tests.
    static void poison(bool on);

  private:
    void release();
    pool::Block* block_ = nullptr;
};

}  // namespace surefoot::ad
