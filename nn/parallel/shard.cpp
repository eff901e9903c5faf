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

void for_each_shard(Samples samples, ad::FunctionRef<void(const Shard&)> f) {
    const ad::pool::vector<Shard> shards = cut(samples);
    const auto call = [&](int i) { f(shards[static_cast<std::size_t>(i)]); };
    parallel_for(static_cast<int>(shards.size()), call, Runs::fixed);
}

}  // namespace surefoot::nn
