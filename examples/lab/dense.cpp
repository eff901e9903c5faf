#include "examples/lab/dense.hpp"

#include <Eigen/Dense>
#include <cmath>

namespace surefoot::lab {
namespace {

Eigen::Map<const Eigen::MatrixXd> view(const std::vector<double>& entries, std::size_t n) {
    return {entries.data(), static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n)};
}

Eigen::VectorXd vector(const ad::Tensor& b) {
    Eigen::VectorXd v(b.size());
    for (Eigen::Index i = 0; i < v.size(); ++i) v[i] = double{b[i]};
    return v;
}

ad::Tensor tensor(const Eigen::VectorXd& v) {
    ad::Tensor b = ad::Tensor::uninitialized({static_cast<int>(v.size())});
    auto out = b.write();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<ad::Real>(v[static_cast<Eigen::Index>(i)]);
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
    return tensor(view(entries_, n_).completeOrthogonalDecomposition().solve(vector(b)));
}

ad::Tensor Dense::solve_by_cholesky(const ad::Tensor& b) const {
    return tensor(view(entries_, n_).llt().solve(vector(b)));
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

}  // namespace surefoot::lab
