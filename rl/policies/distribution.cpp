#include "rl/policies/distribution.hpp"

#include <stdexcept>

namespace surefoot::rl {

ad::Var log_prob(const Distribution& pi, const ad::Tensor& actions) {
    return std::visit([&](const auto& d) { return d.log_prob(actions); }, pi);
}
ad::Var entropy(const Distribution& pi) {
    return std::visit([](const auto& d) { return d.entropy(); }, pi);
}
ad::Tensor sample(const Distribution& pi, Streams streams) {
    return std::visit([&](const auto& d) { return d.sample(streams); }, pi);
}
ad::Tensor sample(const Distribution& pi, nn::Rng& rng) {
    return sample(pi, [&rng](int) -> nn::Rng& { return rng; });
}
ad::Tensor mode(const Distribution& pi) {
    return std::visit([](const auto& d) { return d.mode(); }, pi);
}
void expect_proper(const Distribution& pi) {
    if (!std::visit([](const auto& d) { return d.is_proper(); }, pi))
        throw std::runtime_error(
            "the policy is no distribution any more: what its network gives is not finite, or a deviation has "
            "overflowed");
}
Distribution constant(const Distribution& pi) {
    return std::visit([](const auto& d) -> Distribution { return d.constant(); }, pi);
}
Distribution masked(const Distribution& pi, const ad::Tensor& mask) {
    return std::visit(
        [&]<class Kind>(const Kind& d) -> Distribution {
            if constexpr (requires { d.masked(mask); })
                return d.masked(mask);
            else
                throw std::invalid_argument("a mask is for actions that are chosen, and these are numbers");
        },
        pi);
}
ad::pool::vector<ad::Var> parameters(const Distribution& pi) {
    return std::visit([](const auto& d) { return d.parameters(); }, pi);
}
ad::pool::vector<ad::Tensor> fisher_metric(const Distribution& pi, std::span<const ad::Tensor> tangents) {
    return std::visit([&](const auto& d) { return d.fisher_metric(tangents); }, pi);
}

ad::Var kl(const Distribution& old_pi, const Distribution& new_pi) {
    return std::visit(
        []<class Old, class New>(const Old& o, const New& n) -> ad::Var {
            if constexpr (std::same_as<Old, New>)
                return kl(o, n);
            else
                throw std::invalid_argument("kl: two distributions of different kinds");
        },
        old_pi, new_pi);
}

}  // namespace surefoot::rl
