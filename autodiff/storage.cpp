#include "autodiff/storage.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace surefoot::ad {
namespace {

std::atomic<bool> poisoned{false};

void fill_with_nan(Real* reals, std::size_t bytes) {
    std::fill_n(reals, bytes / sizeof(Real), std::numeric_limits<Real>::quiet_NaN());
}

}  // namespace

Storage::Storage(std::ptrdiff_t count) : block_(pool::take(static_cast<std::size_t>(count) * sizeof(Real))) {
    if (poisoned.load(std::memory_order_relaxed)) fill_with_nan(data(), block_->bytes());
}

Storage& Storage::operator=(Storage other) noexcept {
    std::swap(block_, other.block_);
    return *this;
}

void Storage::release() {
    // The only handle there is needs no atomic decrement: nobody else can make another.
    if (!unique() && block_->handles.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (poisoned.load(std::memory_order_relaxed)) fill_with_nan(data(), block_->bytes());
    pool::give_back(block_);
}

void Storage::poison(bool on) { poisoned.store(on); }

}  // namespace surefoot::ad
