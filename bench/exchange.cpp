// What ranks cost each other, in microseconds: mpirun -n R build-bench/bench/exchange
//
// A number from each to all; a vector of θ's length from one rank to another; and the sum of one from each, up the tree and back to
// all, as a product of conjugate gradients ends with. The least of several tries, since others use the machine.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "autodiff/arithmetic.hpp"
#include "nn/parallel/ranks.hpp"

using namespace surefoot;

namespace {

double microseconds(int times, ad::FunctionRef<void()> f) {
    double least = std::numeric_limits<double>::infinity();
    for (int tries = 0; tries < 9; ++tries) {
        nn::any(false);  // all begin together
        const auto start = std::chrono::steady_clock::now();
        for (int k = 0; k < times; ++k) f();
        const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - start;
        least = std::min(least, taken.count() / times);
    }
    return least;
}

void there_and_back(std::span<ad::Real> vector) {
    if (nn::rank() == 0) nn::send(vector, 1), nn::receive(vector, 1);
    if (nn::rank() == 1) nn::receive(vector, 0), nn::send(vector, 0);
}

void sum_of_all(std::span<ad::Real> vector, std::span<ad::Real> other) {
    for (int apart = 1; apart < nn::ranks(); apart *= 2) {
        if (nn::rank() % (2 * apart) == apart) nn::send(vector, nn::rank() - apart);
        if (nn::rank() % (2 * apart) == 0 && nn::rank() + apart < nn::ranks()) {
            nn::receive(other, nn::rank() + apart);
            ad::add_into(vector, other);
        }
    }
    nn::from_first(vector);
}

// The same where every rank has one whole branch of the tree.
void sum_by_exchange(std::span<ad::Real> vector, std::span<ad::Real> other) {
    for (int apart = 1; apart < nn::ranks(); apart *= 2) {
        nn::exchange(vector, other, nn::rank() ^ apart);
        ad::add_into(vector, other);
    }
}

}  // namespace

int main() {
    const nn::Ranks joined;
    const auto say = [](const std::string& line) {
        if (nn::rank() == 0) std::fputs((line + "\n").c_str(), stdout), std::fflush(stdout);
    };
    if (nn::ranks() == 1) return say("one rank exchanges nothing: mpirun -n 2 …"), 2;
    std::vector<double> numbers(static_cast<std::size_t>(nn::ranks()));
    const double number = microseconds(2000, [&] {
        nn::complete(std::span(numbers), [](int r) { return nn::Part{r, r + 1}; });
    });
    say(fmt::format("{} ranks, {} of them on this machine; a number from each to all: {:.1f}", nn::ranks(),
                    nn::ranks_here(), number));
    const bool equal = (nn::ranks() & (nn::ranks() - 1)) == 0;
    say("| numbers | bytes | a message | a sum, up and down the tree | by exchanges |\n|---|---|---|---|---|");
    for (const int length : {10, 1'000, 5'000, 10'000, 50'000, 100'000, 1'000'000}) {
        const int times = std::clamp(2'000'000 / length, 5, 2000);
        std::vector<ad::Real> vector(static_cast<std::size_t>(length)), other(vector.size());
        const double message = microseconds(times, [&] { there_and_back(vector); }) / 2;
        const double sum = microseconds(times, [&] { sum_of_all(vector, other); });
        std::ranges::fill(vector, 0);
        const double exchanged = equal ? microseconds(times, [&] { sum_by_exchange(vector, other); }) : 0;
        say(fmt::format("| {} | {} | {:.1f} | {:.1f} | {:.1f} |", length, length * sizeof(ad::Real), message, sum,
                        exchanged));
    }
    return 0;
}
