// What carries bytes between ranks. One way of doing it is MPI's, in mpi.cpp.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

namespace surefoot::nn {

class Transport {
  public:
    virtual ~Transport() = default;
    int rank = 0, ranks = 1, here = 1;
    std::string host;

    virtual void send(std::span<const std::byte> bytes, int to) = 0;
    virtual void receive(std::span<std::byte> bytes, int from) = 0;
    virtual void exchange(std::span<const std::byte> bytes, std::span<std::byte> theirs, int with) = 0;
    virtual void from_first(std::span<std::byte> bytes) = 0;
    // Bytes of all ranks one behind the other, of which this one's are there: so many of each.
    virtual void from_all(std::span<std::byte> bytes, std::span<const int> sizes) = 0;
    [[noreturn]] virtual void end_all(int status) = 0;

    std::function<void(double seconds)> look;  // as while_waiting has it
    double patience = 1800;
};

std::unique_ptr<Transport> join_by_mpi();  // null where mpirun did not start this program

}  // namespace surefoot::nn
