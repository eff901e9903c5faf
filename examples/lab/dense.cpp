#include "examples/lab/dense.hpp"

#include <Eigen/Dense>
#include <cmath>

namespace lab {
namespace {

Eigen::Map<const Eigen::MatrixXd> view(const std::vector<double>& entries, std::size_t n) {
    return {entries.data(), static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n)};
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
    Eigen::VectorXd right(b.size());
    for (Eigen::Index i = 0; i < right.size(); ++i) right[i] = double{b[i]};
    const Eigen::VectorXd x = view(entries_, n_).completeOrthogonalDecomposition().solve(right);
    ad::Tensor solution = ad::Tensor::uninitialized(b.shape());
    auto out = solution.write();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<ad::Real>(x[static_cast<Eigen::Index>(i)]);
    return solution;
}

std::vector<double> Dense::eigenvalues() const {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(view(entries_, n_), Eigen::EigenvaluesOnly);
    return {solver.eigenvalues().begin(), solver.eigenvalues().end()};
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
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
    solver.computeFromTridiagonal(
        Eigen::Map<const Eigen::VectorXd>(diagonal.data(), static_cast<Eigen::Index>(diagonal.size())),
        Eigen::Map<const Eigen::VectorXd>(beside.data(), static_cast<Eigen::Index>(beside.size())));
    std::vector<Ritz> values;
    for (Eigen::Index i = 0; i < solver.eigenvalues().size(); ++i)
        values.push_back({solver.eigenvalues()[i], solver.eigenvectors()(0, i) * solver.eigenvectors()(0, i)});
    return values;
}

}  // namespace lab
