#include "rl/policies/value_function.hpp"

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
    const Tensor values = nn::for_each_sample(observations.shape()[0], [&](const nn::Shard& shard) {
        return V(phi.borrowed(), shard.of(observations)).value();
    });
    return {values.values().begin(), values.values().end()};
}

}  // namespace surefoot::rl
