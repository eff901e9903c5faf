#include "examples/lab/dense.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>

// LAPACK's, as OpenBLAS has them: matrices column by column, everything by pointer, and behind the arguments the length of
// each text. https://netlib.org/lapack/
extern "C" {
void dgelsy_(const int* m, const int* n, const int* columns, double* A, const int* lda, double* B, const int* ldb,
             int* pivots, const double* rcond, int* rank, double* work, const int* lwork, int* info);
void dposv_(const char* uplo, const int* n, const int* columns, double* A, const int* lda, double* B, const int* ldb,
            int* info, std::size_t);
void dsyev_(const char* jobz, const char* uplo, const int* n, double* A, const int* lda, double* eigenvalues,
            double* work, const int* lwork, int* info, std::size_t, std::size_t);
void dstev_(const char* jobz, const int* n, double* diagonal, double* beside, double* Z, const int* ldz, double* work,
            int* info, std::size_t);
}

namespace surefoot::lab {
namespace {

constexpr int one = 1;

void expect_success(const char* routine, int info) {
    if (info != 0) throw std::runtime_error(fmt::format("{}: it failed with {}", routine, info));
}

std::vector<double> doubles(const ad::Tensor& b) { return {b.values().begin(), b.values().end()}; }

ad::Tensor tensor(const std::vector<double>& v) {
    ad::Tensor b = ad::Tensor::uninitialized({static_cast<int>(v.size())});
    std::ranges::transform(v, b.write().begin(), [](double x) { return static_cast<ad::Real>(x); });
    return b;
}

}  // namespace

Dense::Dense(int n, ad::FunctionRef<ad::Tensor(const ad::Tensor&)> product) : n_(static_cast<std::size_t>(n)) {
    for (int j = 0; j < n; ++j) {
        ad::Tensor unit = ad::Tensor::zeros({n});
        unit.write()[static_cast<std::size_t>(j)] = 1;
        const ad::Tensor column = product(unit);
        entries_.insert(entries_.end(), column.values().begin(), column.values().end());
    }
}

ad::Tensor Dense::solve(const ad::Tensor& b) const {
    const int n = size(), room = 64 * (n + 1);
    std::vector<double> A = entries_, x = doubles(b), work(static_cast<std::size_t>(room));
    std::vector<int> pivots(n_);
    const double rcond = n * std::numeric_limits<double>::epsilon();
    int rank = 0, info = 0;
    dgelsy_(&n, &n, &one, A.data(), &n, x.data(), &n, pivots.data(), &rcond, &rank, work.data(), &room, &info);
    expect_success("dgelsy", info);
    return tensor(x);
}

ad::Tensor Dense::solve_by_cholesky(const ad::Tensor& b) const {
    const int n = size();
    std::vector<double> A = entries_, x = doubles(b);
    int info = 0;
    dposv_("L", &n, &one, A.data(), &n, x.data(), &n, &info, 1);
    expect_success("dposv", info);
    return tensor(x);
}

std::vector<double> Dense::eigenvalues() const {
    const int n = size(), room = 66 * n;
    std::vector<double> A = entries_, values(n_), work(static_cast<std::size_t>(room));
    int info = 0;
    dsyev_("N", "L", &n, A.data(), &n, values.data(), work.data(), &room, &info, 1, 1);
    expect_success("dsyev", info);
    return values;
}

double relative_difference(const Dense& A, const Dense& B) {
    double difference = 0, size = 0;
    for (int i = 0; i < A.size(); ++i)
        for (int j = 0; j < A.size(); ++j) {
            difference += (A(i, j) - B(i, j)) * (A(i, j) - B(i, j));
            size += B(i, j) * B(i, j);
        }
    return std::sqrt(difference / size);
}

std::vector<Ritz> tridiagonal(const std::vector<double>& diagonal, const std::vector<double>& beside) {
    const int n = static_cast<int>(diagonal.size());
    std::vector<double> values = diagonal, off = beside, vectors(diagonal.size() * diagonal.size()),
                        work(2 * diagonal.size());
    int info = 0;
    dstev_("V", &n, values.data(), off.data(), vectors.data(), &n, work.data(), &info, 1);
    expect_success("dstev", info);
    std::vector<Ritz> ritz;
    for (std::size_t i = 0; i < values.size(); ++i)
        ritz.push_back({values[i], std::pow(vectors[i * values.size()], 2)});
    return ritz;
}

}  // namespace surefoot::lab
