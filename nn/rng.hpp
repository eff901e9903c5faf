// Rng: counter-based random numbers (Philox4x32-10: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
//
// The n-th number of a stream is a hash of (seed, purpose, index, n). So streams are independent by construction,
// none disturbs another, and the state of one is the single integer n.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace surefoot::nn {

class Rng {
  public:
    // The stream `index` of a purpose ("environment", "actions", …) under a seed.
    Rng(std::uint64_t seed, std::string_view purpose, std::uint32_t index = 0);

    double uniform();                         // on [0, 1)
    double uniform(double low, double high);  // on [low, high)
    double normal();                          // mean 0, variance 1
    int below(int n);                         // uniform on {0, …, n − 1}, n ≥ 1

    std::uint64_t position() const { return position_; }  // how many 64-bit words have been drawn: the whole state
    void seek(std::uint64_t position) { position_ = position; }

    // A standard uniform random bit generator.
    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
    result_type operator()();

  private:
    std::uint64_t seed_;
    std::uint32_t purpose_, index_;
    std::uint64_t position_ = 0;
    // The last block that was computed, two words of the stream: what they are follows from the rest.
    std::uint64_t block_ = std::numeric_limits<std::uint64_t>::max();
    std::array<std::uint64_t, 2> words_{};
};

}  // namespace surefoot::nn
