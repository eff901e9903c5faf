#include "nn/shard.hpp"

#include <algorithm>

namespace nn {

std::vector<Shard> cut(int samples) {
    const int count = samples <= 0 ? 0 : std::clamp(samples / 256, 1, 16);
    std::vector<Shard> shards;
    for (int i = 0, begin = 0; i < count; ++i) {
        const int end = begin + (samples - begin) / (count - i);
        shards.push_back({i, begin, end});
        begin = end;
    }
    return shards;
}

}  // namespace nn
