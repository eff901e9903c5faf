#include "rl/experience/batch.hpp"

#include "autodiff/arithmetic.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>

namespace surefoot::rl {

Batch make_batch(const Rollout& rollout, std::span<const double> advantages) {
    const ad::pool::vector<ad::Real> reals(advantages.begin(), advantages.end());
    Batch batch{rollout.observations, rollout.actions, ad::Tensor::vector(reals)};
    check(batch);
    return batch;
}

void check(const Batch& batch) {
    const auto& [observations, actions, advantages] = batch;
    const bool shaped = observations.rank() == 2 && actions.rank() == 2 && advantages.rank() == 1;
    if (!shaped || actions.shape()[0] != batch.size() || advantages.shape()[0] != batch.size())
        throw std::invalid_argument(
            fmt::format("batch: observations {}, actions {} and advantages {}: they must have as many rows",
                        to_string(observations.shape()), to_string(actions.shape()), to_string(advantages.shape())));
}

Batch rows(const Batch& batch, int begin, int end) {
    return {batch.observations.rows(begin, end), batch.actions.rows(begin, end), batch.advantages.rows(begin, end)};
}

ad::Tensor every(int k, const ad::Tensor& rows) {
    if (k < 1) throw std::invalid_argument(fmt::format("every: each {}-th row", k));
    if (k == 1) return rows;
    ad::pool::vector<int> chosen;
    for (std::int64_t i = 0; i < rows.shape()[0]; i += k) chosen.push_back(static_cast<int>(i));
    return ad::gather_rows(rows, chosen);
}

}  // namespace surefoot::rl
