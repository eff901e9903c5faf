#include "rl/policies/multi_categorical.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "autodiff/arithmetic.hpp"
#include "autodiff/error.hpp"
#include "autodiff/ops/elementwise.hpp"
#include "autodiff/ops/layout.hpp"

namespace surefoot::rl {

using ad::Tensor;
using ad::Var;

namespace {

Tensor columns(const Tensor& x, int begin, int end) { return slice(Var(x), 1, begin, end).value(); }

int count(const Categorical& pi) { return pi.parameters()[0].shape()[1]; }  // what there is to choose from

}  // namespace

MultiCategorical::MultiCategorical(const Var& logits, std::span<const int> n) {
    const int all = std::accumulate(n.begin(), n.end(), 0);
    if (n.empty() || logits.shape().rank() != 2 || logits.shape()[1] != all)
        throw ad::ShapeError(fmt::format("MultiCategorical: logits {} for {} choices among {} in all",
                                         to_string(logits.shape()), n.size(), all));
    int begin = 0;
    for (const int count : n) {
        of_.emplace_back(slice(logits, 1, begin, begin + count));
        begin += count;
    }
}

// #region multi_categorical
// The choices are independent: their probabilities multiply, and what is a logarithm of them adds up.
Var MultiCategorical::log_prob(const Tensor& actions) const {
    const int choices = static_cast<int>(of_.size());
    if (actions.rank() != 2 || actions.shape()[1] != choices)
        throw ad::ShapeError(
            fmt::format("MultiCategorical: actions {} for {} choices", to_string(actions.shape()), choices));
    Var all = of_[0].log_prob(columns(actions, 0, 1));
    for (int k = 1; k < choices; ++k) all = all + of_[static_cast<std::size_t>(k)].log_prob(columns(actions, k, k + 1));
    return all;
}

Var MultiCategorical::entropy() const {
    Var all = of_[0].entropy();
    for (std::size_t k = 1; k < of_.size(); ++k) all = all + of_[k].entropy();
    return all;
}

Var kl(const MultiCategorical& old_pi, const MultiCategorical& new_pi) {
    if (old_pi.of_.size() != new_pi.of_.size())
        throw ad::ShapeError(fmt::format("kl: {} choices and {}", old_pi.of_.size(), new_pi.of_.size()));
    Var all = kl(old_pi.of_[0], new_pi.of_[0]);
    for (std::size_t k = 1; k < old_pi.of_.size(); ++k) all = all + kl(old_pi.of_[k], new_pi.of_[k]);
    return all;
}

ad::pool::vector<Tensor> MultiCategorical::fisher_metric(std::span<const Tensor> tangents) const {
    ad::pool::vector<Tensor> all;  // a block for each choice
    for (std::size_t k = 0; k < of_.size(); ++k) all.push_back(of_[k].fisher_metric(tangents.subspan(k, 1))[0]);
    return all;
}
// #endregion multi_categorical

Tensor MultiCategorical::sample(Streams streams) const {
    ad::pool::vector<Tensor> columns;
    for (const Categorical& pi : of_) columns.push_back(pi.sample(streams));
    return ad::concatenate(columns, 1);
}

Tensor MultiCategorical::mode() const {
    ad::pool::vector<Tensor> columns;
    for (const Categorical& pi : of_) columns.push_back(pi.mode());
    return ad::concatenate(columns, 1);
}

bool MultiCategorical::is_proper() const { return std::ranges::all_of(of_, &Categorical::is_proper); }

MultiCategorical MultiCategorical::constant() const {
    MultiCategorical same;
    for (const Categorical& pi : of_) same.of_.push_back(pi.constant());
    return same;
}

MultiCategorical MultiCategorical::masked(const Tensor& mask) const {
    const int all = std::transform_reduce(of_.begin(), of_.end(), 0, std::plus<>(), count);
    if (mask.rank() != 2 || mask.shape()[1] != all)
        throw ad::ShapeError(fmt::format("MultiCategorical: a mask {} for {} logits", to_string(mask.shape()), all));
    MultiCategorical same;
    int begin = 0;
    for (const Categorical& pi : of_) {
        same.of_.push_back(pi.masked(columns(mask, begin, begin + count(pi))));
        begin += count(pi);
    }
    return same;
}

ad::pool::vector<Var> MultiCategorical::parameters() const {
    ad::pool::vector<Var> all;
    for (const Categorical& pi : of_) all.push_back(pi.parameters()[0]);
    return all;
}

}  // namespace surefoot::rl
