#include "nn/parallel/ranks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "autodiff/kernels/vectorized.hpp"
#include "nn/parallel/transport.hpp"

namespace surefoot::nn {
namespace {

std::unique_ptr<Transport> transport;  // to the other ranks; none: there are no others

}  // namespace

Ranks::Ranks() {
#ifdef SUREFOOT_MPI
    transport = join_by_mpi();
#endif
}
Ranks::~Ranks() { leave_ranks(); }
void leave_ranks() { transport.reset(); }

int rank() { return transport ? transport->rank : 0; }
int ranks() { return transport ? transport->ranks : 1; }
int ranks_here() { return transport ? transport->here : 1; }
std::string where() { return transport ? fmt::format("rank {} on {}", transport->rank, transport->host) : "rank 0"; }

std::string vectors() {
    switch (ad::kernels::vectors()) {
        case ad::kernels::Vectors::avx512:
            return "avx512";
        case ad::kernels::Vectors::avx2:
            return "avx2";
        default:
            return "portable";
    }
}

void end_all(int status) {
    if (transport) transport->end_all(status);
    std::exit(status);
}

void while_waiting(std::function<void(double)> look, double patience) {
    if (!transport) return;
    transport->look = std::move(look), transport->patience = patience;
}

Part part_of(int n, int rank) {
    const auto begin = [n, all = std::int64_t{ranks()}](std::int64_t r) {
        return static_cast<int>((n * r + all - 1) / all);  // upwards, so that the first thing is rank 0's
    };
    return {begin(rank), begin(rank + 1)};
}
Part own_part(int n) { return part_of(n, rank()); }
int owner_of(int i, int n) { return static_cast<int>(std::int64_t{i} * ranks() / n); }

std::vector<std::string> from_all(const std::string& own) {
    if (!transport) return {own};
    std::vector<std::uint64_t> lengths(static_cast<std::size_t>(ranks()));
    lengths[static_cast<std::size_t>(rank())] = own.size();
    const std::vector<int> each(lengths.size(), sizeof lengths[0]);
    transport->from_all(std::as_writable_bytes(std::span(lengths)), each);

    // In pieces that one message holds together
    std::vector<std::string> all;
    std::uint64_t longest = 0;
    for (const std::uint64_t length : lengths) all.emplace_back(length, '\0'), longest = std::max(longest, length);
    all[static_cast<std::size_t>(rank())] = own;
    const std::uint64_t most = (std::uint64_t{1} << 30) / lengths.size();
    for (std::uint64_t done = 0; done < longest; done += most) {
        const auto left = [&](std::size_t r) { return lengths[r] < done ? 0 : std::min(most, lengths[r] - done); };
        std::vector<int> sizes;
        for (std::size_t r = 0; r < lengths.size(); ++r) sizes.push_back(static_cast<int>(left(r)));
        std::vector<char> piece(static_cast<std::size_t>(std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0})));
        auto place = piece.begin();
        const auto me = static_cast<std::size_t>(rank());
        std::copy_n(own.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(done, own.size())), left(me),
                    place + std::accumulate(sizes.begin(), sizes.begin() + rank(), std::int64_t{0}));
        transport->from_all(std::as_writable_bytes(std::span(piece)), sizes);
        for (std::size_t r = 0; r < lengths.size(); place += sizes[r++])
            if (r != me)
                std::copy_n(place, sizes[r], all[r].begin() + static_cast<std::ptrdiff_t>(std::min(done, lengths[r])));
    }
    return all;
}

std::string from_first(const std::string& own) {
    if (!transport) return own;
    std::uint64_t length = own.size();
    transport->from_first(std::as_writable_bytes(std::span(&length, 1)));
    std::string text = rank() == 0 ? own : std::string(length, '\0');
    transport->from_first(std::as_writable_bytes(std::span(text)));
    return text;
}

bool any(bool own) {
    if (!transport) return own;
    std::vector<char> all(static_cast<std::size_t>(ranks()));
    all[static_cast<std::size_t>(rank())] = own;
    transport->from_all(std::as_writable_bytes(std::span(all)), std::vector<int>(all.size(), 1));
    return std::accumulate(all.begin(), all.end(), 0) > 0;
}

void complete_bytes(std::span<std::byte> values, std::size_t size_of_one, ad::FunctionRef<Part(int)> part) {
    if (!transport) return;
    if (values.size() > std::numeric_limits<int>::max())
        throw std::length_error("ranks: more than one message can hold");
    std::vector<int> sizes;
    for (int r = 0; r < ranks(); ++r)
        sizes.push_back(static_cast<int>(static_cast<std::size_t>(part(r).size()) * size_of_one));
    transport->from_all(values, sizes);
}

void send(std::span<const ad::Real> values, int to) { transport->send(std::as_bytes(values), to); }
void receive(std::span<ad::Real> values, int from) { transport->receive(std::as_writable_bytes(values), from); }
void exchange(std::span<const ad::Real> values, std::span<ad::Real> theirs, int with) {
    transport->exchange(std::as_bytes(values), std::as_writable_bytes(theirs), with);
}
void from_first(std::span<ad::Real> values) {
    if (transport) transport->from_first(std::as_writable_bytes(values));
}

}  // namespace surefoot::nn
