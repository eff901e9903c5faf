#include "tests/memory/heap.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::atomic<long> allocations_{0}, bytes_{0}, peak_{0};

void* taken(std::size_t bytes, std::size_t alignment) {
    void* memory = nullptr;
    if (posix_memalign(&memory, std::max(alignment, sizeof(void*)), bytes) != 0) throw std::bad_alloc();
    ++allocations_;
    const long held = bytes_ += static_cast<long>(malloc_usable_size(memory));
    for (long most = peak_; held > most && !peak_.compare_exchange_weak(most, held);) {}
    return memory;
}

void given_back(void* memory) {
    if (memory) bytes_ -= static_cast<long>(malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

namespace heap {

long allocations() { return allocations_; }
long bytes() { return bytes_; }
long peak() { return peak_; }
void reset_peak() { peak_ = bytes_.load(); }

}  // namespace heap

void* operator new(std::size_t bytes) { return taken(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return taken(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { given_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { given_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { given_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { given_back(memory); }
