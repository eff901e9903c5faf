// Solution of exercise 07.
#include "docs/exercises/exercises.hpp"

namespace exercise {

Numbers fisher_metric(std::span<const double> p, std::span<const double> z_dot) {
    double mean = 0;  // pᵀ ż
    for (std::size_t a = 0; a < p.size(); ++a) mean += p[a] * z_dot[a];
    Numbers product(p.size());
    for (std::size_t a = 0; a < p.size(); ++a) product[a] = p[a] * (z_dot[a] - mean);
    return product;
}

}  // namespace exercise
