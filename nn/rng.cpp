#include "nn/rng.hpp"

#include <Random123/philox.h>

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <stdexcept>

namespace surefoot::nn {
namespace {

// FNV-1a: a purpose as a number.
std::uint32_t hash(std::string_view text) {
    std::uint32_t h = 2166136261u;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
    return h;
}

}  // namespace

Rng::Rng(std::uint64_t seed, std::string_view purpose, std::uint32_t index)
    : seed_(seed), purpose_(hash(purpose)), index_(index) {}

Rng::result_type Rng::operator()() {
    using Philox = r123::Philox4x32;
    if (const std::uint64_t block = position_ / words_.size(); block != block_) {
        const Philox::ctr_type counter{
            {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), purpose_, index_}};
        const Philox::key_type key{{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
        const Philox::ctr_type words = Philox{}(counter, key);
        for (std::size_t i = 0; i < words_.size(); ++i)
            words_[i] = words[2 * i] | std::uint64_t{words[2 * i + 1]} << 32;
        block_ = block;
    }
    return words_[position_++ % words_.size()];
}

// Boost's distributions give the same numbers on every platform; the standard library's do not.
double Rng::uniform() { return boost::random::uniform_01<double>()(*this); }
double Rng::uniform(double low, double high) { return low + (high - low) * uniform(); }
double Rng::normal() { return boost::random::normal_distribution<double>()(*this); }
int Rng::below(int n) {
    if (n < 1) throw std::invalid_argument("Rng::below: n must be at least 1");
    return boost::random::uniform_int_distribution<int>(0, n - 1)(*this);
}

}  // namespace surefoot::nn
