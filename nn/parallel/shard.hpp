// Shards: a batch cut into pieces, by its size alone, so that the sums over it come out the same bits however many
// threads share the pieces.   docs/06 §5
//
// How small a piece may get is up to the caller, as one of 256 observations is worth a thread's while and so is one of eight
// pictures. It is a number of the algorithm, like the size of the batch, and never of the machine: another grain adds up
// in another order.
#pragma once

#include <span>

#include "autodiff/function_ref.hpp"
#include "autodiff/pool.hpp"
#include "autodiff/tensor.hpp"
#include "nn/parallel/ranks.hpp"

namespace surefoot::nn {

struct Shard {
    int index;       // which piece
    int begin, end;  // its samples, [begin, end) of the batch

    int size() const { return end - begin; }
    ad::Tensor of(const ad::Tensor& batch) const { return batch.rows(begin, end); }  // these samples' rows: a view
    std::span<const int> of(std::span<const int> batch) const {
        return batch.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size()));
    }
};

// How many samples a batch has, and how many of them a piece holds at least: what its pieces depend on. A number converts.
struct Samples {
    Samples(int count, int grain = 256);  // throws std::invalid_argument unless grain ≥ 1
    int count, grain;
};

// As many pieces of at least `grain` samples as there are, but only 16 until each has twice as many; then as many of those, which
// a cache holds whatever the batch. A batch of fewer is one piece, and nothing has no pieces.
ad::pool::vector<Shard> cut(Samples samples);

// The pieces of a batch, and which ranks have them: neighbours, in groups of 2ᵏ, so that whole branches of the tree by which sums
// over the pieces go are in one hand. What takes longer to send than to compute, all ranks do: one piece, and a minibatch where
// ranks are on several machines. That decides no bit.
class Dealt {
  public:
    explicit Dealt(Samples samples);
    const ad::pool::vector<Shard>& shards() const { return shards_; }
    int count() const { return static_cast<int>(shards_.size()); }
    bool among_ranks() const { return among_ranks_; }
    int group() const { return group_; }  // pieces of one; a power of 2
    Part pieces(int rank) const;
    Part samples(int rank) const;  // of these pieces
    int owner(int piece) const;    // of one that ranks share

  private:
    ad::pool::vector<Shard> shards_;
    bool among_ranks_ = false;
    int group_ = 1;
};

// Calls f for every piece of this rank, on the workers, a piece always on the same one; f may not write to what another piece reads.
void for_each_shard(Samples samples, ad::FunctionRef<void(const Shard&)> f);

// One number for each sample, [shard.size()] of each piece; of all pieces, on all ranks: [samples]
ad::Tensor for_each_sample(Samples samples, ad::FunctionRef<ad::Tensor(const Shard&)> f);

// Something for each piece of a batch, which has to be cut in the same way wherever it is used. A rank has that of its own pieces.
template <class T>
class ByShard {
  public:
    explicit ByShard(Samples samples) : parts_(cut(samples).size()) {}
    T& operator[](const Shard& shard) { return parts_.at(static_cast<std::size_t>(shard.index)); }
    const T& operator[](const Shard& shard) const { return parts_.at(static_cast<std::size_t>(shard.index)); }
    auto begin() { return parts_.begin(); }
    auto end() { return parts_.end(); }
    auto begin() const { return parts_.begin(); }
    auto end() const { return parts_.end(); }

  private:
    ad::pool::vector<T> parts_;
};

}  // namespace surefoot::nn
