// 07  The Fisher metric of a categorical distribution. Chapter 7, §2 (docs/07-distributions-and-kl.md).
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers fisher_metric(std::span<const double> p, std::span<const double> z_dot) {
    // The hole: M = diag(p) − p pᵀ, and this is its first half.
    Numbers product(p.size());
    for (std::size_t a = 0; a < p.size(); ++a) product[a] = p[a] * z_dot[a];
    return product;
}

}  // namespace exercise
