// Ranks: the processes that share one run, on one machine or on several, by MPI.   docs/25
//
// How many there are decides how long a result takes and nothing else, like the number of threads: work is dealt out to them, and
// what comes of it is put together in an order that the work alone decides. Every rank goes the same way through the program and
// has the same θ, batch and optimiser, to the bit; what differs is who did which part. So whoever calls one of these on one rank
// calls it on all, on the thread that joined. A program that has joined no others is one rank, and pays nothing.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "autodiff/function_ref.hpp"
#include "autodiff/precision.hpp"

namespace surefoot::nn {

// Joins the processes that mpirun started together with this one, for as long as it lives; the one object of the program. Without
// mpirun, or in a build without MPI, there is one rank. Throws std::runtime_error when the ranks cannot be joined.
class Ranks {
  public:
    Ranks();
    ~Ranks();
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;
};
void leave_ranks();  // from here on each is a program of one rank

int rank();             // which this is, from 0
int ranks();            // how many there are
int ranks_here();       // of them on this machine
std::string where();    // this one, as people know it: "rank 2 on host3"
std::string vectors();  // the kind that it computes on, as SUREFOOT_VECTORS has it: another kind gives other bits

// Ends all ranks with that exit status, whatever they are doing; of one rank the program.
[[noreturn]] void end_all(int status);

// `look` is called about every tenth of a second for which this rank has waited for others, with the seconds. After `patience` of
// them this one says for whom it waits, and all end.
void while_waiting(std::function<void(double seconds)> look, double patience);

// A part of n things in a row: neighbours, of which no rank has two more than another.
struct Part {
    int begin, end;
    int size() const { return end - begin; }
};
Part part_of(int n, int rank);
Part own_part(int n);
int owner_of(int i, int n);  // the rank whose part has thing i

std::vector<std::string> from_all(const std::string& own);  // what every rank gives, in their order
std::string from_first(const std::string& own);             // what rank 0 gives
bool any(bool own);                                         // whether it is so on some rank

// Of a row of values each rank has those of part(rank), one behind the other; afterwards it has all.
void complete_bytes(std::span<std::byte> values, std::size_t size_of_one, ad::FunctionRef<Part(int rank)> part);
template <class T>
requires std::is_trivially_copyable_v<T>
void complete(std::span<T> values, ad::FunctionRef<Part(int rank)> part) {
    complete_bytes(std::as_writable_bytes(values), sizeof(T), part);
}

// From one rank to another: each call meets its counterpart there.
void send(std::span<const ad::Real> values, int to);
void receive(std::span<ad::Real> values, int from);
void exchange(std::span<const ad::Real> values, std::span<ad::Real> theirs, int with);
void from_first(std::span<ad::Real> values);

}  // namespace surefoot::nn
