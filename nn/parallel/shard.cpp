#include "nn/parallel/shard.hpp"

#include <algorithm>

#include "nn/parallel/workers.hpp"

namespace surefoot::nn {

ad::pool::vector<Shard> cut(int samples) {
    const int count = samples <= 0 ? 0 : std::clamp(samples / 512, 1, 16);
    ad::pool::vector<Shard> shards;
    for (int i = 0, begin = 0; i < count; ++i) {
        const int end = begin + (samples - begin) / (count - i);
        shards.push_back({i, begin, end});
        begin = end;
    }
    return shards;
}

void for_each_shard(int samples, ad::FunctionRef<void(const Shard&)> f) {
    const ad::pool::vector<Shard> shards = cut(samples);
    parallel_for(static_cast<int>(shards.size()), [&](int i) { f(shards[static_cast<std::size_t>(i)]); });
}

}  // namespace surefoot::nn
