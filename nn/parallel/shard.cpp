#include "nn/parallel/shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "nn/parallel/workers.hpp"

namespace surefoot::nn {

Samples::Samples(int count, int grain) : count(count), grain(grain) {
    if (grain < 1) throw std::invalid_argument(fmt::format("shards: at least {} samples a piece", grain));
}

ad::pool::vector<Shard> cut(Samples samples) {
    const int pieces = samples.count / samples.grain;
    const int count = samples.count <= 0 ? 0 : std::max(std::clamp(pieces, 1, 16), pieces / 2);
    ad::pool::vector<Shard> shards;
    for (int i = 0, begin = 0; i < count; ++i) {
        const int end = begin + (samples.count - begin) / (count - i);
        shards.push_back({i, begin, end});
        begin = end;
    }
    return shards;
}

Dealt::Dealt(Samples samples) : shards_(cut(samples)) {
    constexpr int worth_a_message = 1024;  // samples, on another machine
    among_ranks_ = ranks() > 1 && count() > 1 && (ranks_here() == ranks() || samples.count >= worth_a_message);
    while ((count() + group_ - 1) / group_ > 32 * ranks()) group_ *= 2;
}

Part Dealt::pieces(int rank) const {
    if (!among_ranks()) return {0, count()};
    const auto [begin, end] = part_of((count() + group_ - 1) / group_, rank);
    return {std::min(count(), begin * group_), std::min(count(), end * group_)};
}

int Dealt::owner(int piece) const { return owner_of(piece / group_, (count() + group_ - 1) / group_); }

Part Dealt::samples(int rank) const {
    const auto first = [this](int piece) {  // of what comes from this piece on
        const auto k = static_cast<std::size_t>(piece);
        return k < shards_.size() ? shards_[k].begin : shards_.empty() ? 0 : shards_.back().end;
    };
    const auto [begin, end] = pieces(rank);
    return {first(begin), first(end)};
}

void for_each_shard(Samples samples, ad::FunctionRef<void(const Shard&)> f) {
    const Dealt dealt(samples);
    const Part own = dealt.pieces(rank());
    const auto call = [&](int i) { f(dealt.shards()[static_cast<std::size_t>(own.begin + i)]); };
    parallel_for(own.size(), call, Runs::fixed);
}

ad::Tensor for_each_sample(Samples samples, ad::FunctionRef<ad::Tensor(const Shard&)> f) {
    ad::Tensor all = ad::Tensor::uninitialized({std::max(0, samples.count)});
    const std::span<ad::Real> values = all.write();
    for_each_shard(samples, [&](const Shard& shard) {
        const ad::Tensor part = f(shard);
        std::ranges::copy(part.values(), values.begin() + shard.begin);
    });
    const Dealt dealt(samples);
    if (dealt.among_ranks()) complete(values, [&](int r) { return dealt.samples(r); });
    return all;
}

}  // namespace surefoot::nn
