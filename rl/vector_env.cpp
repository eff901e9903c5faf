#include "rl/vector_env.hpp"

#include <stdexcept>

namespace rl {

VectorEnv::VectorEnv(const std::string& id, int count, std::uint64_t seed) {
    if (count < 1) throw std::invalid_argument("VectorEnv: at least one copy");
    returns_.resize(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        envs_.push_back(make_env(id));
        rngs_.emplace_back(seed, "environment", static_cast<std::uint32_t>(i));
        reset(i);
    }
}

ad::Tensor VectorEnv::observations() const {
    ad::Tensor batch = ad::Tensor::uninitialized({count(), spec().observation.size()});
    auto out = batch.write().begin();
    for (const auto& env : envs_)
        for (const double v : env->observation()) *out++ = static_cast<ad::Real>(v);
    return batch;
}

VectorEnv::Result VectorEnv::step(int i, std::span<const double> action) {
    const auto k = static_cast<std::size_t>(i);
    Env& env = *envs_.at(k);
    const Step step = env.step(action);
    returns_[k] += step.reward;
    Result result{step, {env.observation().begin(), env.observation().end()}, returns_[k], env.state().steps};
    if (step.terminated || step.truncated) reset(i);
    return result;
}

void VectorEnv::reset(int i) {
    const auto k = static_cast<std::size_t>(i);
    envs_.at(k)->reset(rngs_[k]);
    returns_[k] = 0;
}

VectorEnv::State VectorEnv::state(int i) const {
    const auto k = static_cast<std::size_t>(i);
    return {envs_.at(k)->state(), rngs_[k].position(), returns_[k]};
}

void VectorEnv::restore(int i, const State& state) {
    const auto k = static_cast<std::size_t>(i);
    envs_.at(k)->restore(state.env);
    rngs_[k].seek(state.random_position);
    returns_[k] = state.episode_return;
}

}  // namespace rl
