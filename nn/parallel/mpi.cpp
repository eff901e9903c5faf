// Ranks by MPI (the standard, https://www.mpi-forum.org/docs/mpi-3.1/mpi31-report.pdf). Every wait is one that can be looked at: a
// rank that has died answers to nothing, and this one is to say so.
#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

#include "nn/parallel/transport.hpp"

namespace surefoot::nn {
namespace {

using Clock = std::chrono::steady_clock;

class Mpi : public Transport {
  public:
    Mpi() {
        int given = 0;
        if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &given) != MPI_SUCCESS ||
            given < MPI_THREAD_FUNNELED)
            throw std::runtime_error("MPI cannot be begun beside threads");
        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
        MPI_Comm_size(MPI_COMM_WORLD, &ranks);
        MPI_Comm near = MPI_COMM_NULL;
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &near);
        MPI_Comm_size(near, &here);
        MPI_Comm_free(&near);
        char name[MPI_MAX_PROCESSOR_NAME];
        int length = 0;
        MPI_Get_processor_name(name, &length);
        host.assign(name, static_cast<std::size_t>(length));
    }
    ~Mpi() override { MPI_Finalize(); }

    void send(std::span<const std::byte> bytes, int to) override {
        each_message(bytes.size(), [&](std::size_t begin, int size) {
            MPI_Request request;
            MPI_Isend(bytes.data() + begin, size, MPI_BYTE, to, 0, MPI_COMM_WORLD, &request);
            wait(request, fmt::format("rank {}", to));
        });
    }
    void receive(std::span<std::byte> bytes, int from) override {
        each_message(bytes.size(), [&](std::size_t begin, int size) {
            MPI_Request request;
            MPI_Irecv(bytes.data() + begin, size, MPI_BYTE, from, 0, MPI_COMM_WORLD, &request);
            wait(request, fmt::format("rank {}", from));
        });
    }
    void exchange(std::span<const std::byte> bytes, std::span<std::byte> theirs, int with) override {
        each_message(bytes.size(), [&](std::size_t begin, int size) {
            MPI_Request in, out;
            MPI_Irecv(theirs.data() + begin, size, MPI_BYTE, with, 0, MPI_COMM_WORLD, &in);
            MPI_Isend(bytes.data() + begin, size, MPI_BYTE, with, 0, MPI_COMM_WORLD, &out);
            wait(in, fmt::format("rank {}", with)), wait(out, fmt::format("rank {}", with));
        });
    }
    void from_first(std::span<std::byte> bytes) override {
        each_message(bytes.size(), [&](std::size_t begin, int size) {
            MPI_Request request;
            MPI_Ibcast(bytes.data() + begin, size, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
            wait(request, "what rank 0 gives all");
        });
    }
    void from_all(std::span<std::byte> bytes, std::span<const int> sizes) override {
        std::vector<int> places;
        int place = 0;
        for (const int size : sizes) places.push_back(place), place += size;
        if (static_cast<std::size_t>(place) != bytes.size()) throw std::logic_error("ranks: sizes that do not add up");
        MPI_Request request;
        MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, bytes.data(), sizes.data(), places.data(), MPI_BYTE,
                        MPI_COMM_WORLD, &request);
        wait(request, "what all ranks give");
    }
    void end_all(int status) override {
        std::fflush(nullptr);
        MPI_Abort(MPI_COMM_WORLD, status);
        std::abort();
    }

  private:
    template <class F>
    void each_message(std::size_t length, F f) {
        constexpr std::size_t most = std::size_t{1} << 30;  // bytes, counted by an int
        for (std::size_t begin = 0; begin < length; begin += most)
            f(begin, static_cast<int>(std::min(most, length - begin)));
    }

    void wait(MPI_Request& request, const std::string& whom) {
        int done = 0;
        for (int spin = 0; spin < 10'000 && !done; ++spin) MPI_Test(&request, &done, MPI_STATUS_IGNORE);
        double seconds = 0,
               told = 0;  // a second for which this process was stopped, as by a terminal, is none of waiting
        for (auto last = Clock::now(); !done; MPI_Test(&request, &done, MPI_STATUS_IGNORE)) {
            const auto now = Clock::now();
            seconds += std::min(1.0, std::chrono::duration<double>(now - last).count());
            last = now;
            if (seconds > 0.01) std::this_thread::yield();
            if (seconds < told + 0.1) continue;
            told = seconds;
            if (look) look(seconds);
            if (seconds < patience) continue;
            fmt::print(stderr, "rank {} on {} has waited {:.0f} s for {}, and ends the run\n", rank, host, seconds,
                       whom);
            end_all(1);
        }
    }
};

}  // namespace

std::unique_ptr<Transport> join_by_mpi() {
    for (const char* sign : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"})
        if (std::getenv(sign)) return std::make_unique<Mpi>();
    return nullptr;
}

}  // namespace surefoot::nn
