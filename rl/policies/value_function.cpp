#include "rl/policies/value_function.hpp"

#include <algorithm>

#include "autodiff/ops/layout.hpp"
#include "nn/parallel/shard.hpp"

namespace surefoot::rl {

using ad::Tensor;
using ad::Var;

ValueFunction::ValueFunction(const Box& observation, const NetworkConfig& network)
    : network_(make_network(layout_, "value", observation, 1, network)) {}

Var ValueFunction::operator()(const Var& phi, const Tensor& observations) const {
    return reshape(network_(phi, observations), {observations.shape()[0]});
}

ad::pool::vector<double> values_of(const ValueFunction& V, const Tensor& phi, const Tensor& observations) {
    ad::pool::vector<double> values(static_cast<std::size_t>(observations.shape()[0]));
    nn::for_each_shard(observations.shape()[0], [&](const nn::Shard& shard) {
        const Tensor part = V(phi.borrowed(), shard.of(observations)).value();
        std::copy(part.values().begin(), part.values().end(), values.begin() + shard.begin);
    });
    return values;
}

}  // namespace surefoot::rl
