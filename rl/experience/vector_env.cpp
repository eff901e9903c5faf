#include "rl/experience/vector_env.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "autodiff/error.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/storage/archive.hpp"
#include "rl/envs/environments.hpp"

namespace surefoot::rl {
namespace {

// Of `width` numbers for each copy, of which every rank has those of its own copies, all.
template <class T>
void complete_rows(std::vector<T>& rows, std::size_t width) {
    if (width == 0) return;
    const int n = static_cast<int>(rows.size() / width), w = static_cast<int>(width);
    nn::complete(std::span(rows), [&](int r) {
        const auto [begin, end] = nn::part_of(n, r);
        return nn::Part{begin * w, end * w};
    });
}

}  // namespace

VectorEnv::VectorEnv(const std::string& id, int count, std::uint64_t seed)
    : VectorEnv([&id] { return make_env(id); }, count, seed) {}

VectorEnv::VectorEnv(ad::FunctionRef<std::unique_ptr<Env>()> make, int count, std::uint64_t seed)
    : own_(nn::own_part(count)) {
    if (count < 1) throw std::invalid_argument("VectorEnv: at least one copy");
    if (own_.size() < 1)
        throw std::invalid_argument(
            fmt::format("VectorEnv: {} copies for {} ranks: each needs one", count, nn::ranks()));
    returns_.resize(static_cast<std::size_t>(count));
    envs_.resize(returns_.size());
    for (int i = 0; i < count; ++i) {
        rngs_.emplace_back(seed, "environment", static_cast<std::uint32_t>(i));
        noise_.emplace_back(seed, "actions", static_cast<std::uint32_t>(i));
    }
    for (int i = own_.begin; i < own_.end; ++i) {
        envs_[static_cast<std::size_t>(i)] = make();
        reset(i);
    }
    next_observations_.resize(returns_.size() * static_cast<std::size_t>(spec().observation.size()));
}

ad::Tensor VectorEnv::observations(std::span<const int> copies) const {
    ad::Tensor batch = ad::Tensor::uninitialized({static_cast<int>(copies.size()), spec().observation.size()});
    auto out = batch.write().begin();
    for (const int i : copies)
        for (const double v : envs_.at(static_cast<std::size_t>(i))->observation()) *out++ = static_cast<ad::Real>(v);
    return batch;
}

ad::Tensor VectorEnv::observations() const {
    ad::pool::vector<int> all(static_cast<std::size_t>(own_.size()));
    std::iota(all.begin(), all.end(), own_.begin);
    return observations(all);
}

VectorEnv::Result VectorEnv::step(int i, std::span<const double> action) {
    const auto k = static_cast<std::size_t>(i);
    Env& env = *envs_.at(k);
    const Step step = env.step(action, rngs_[k]);
    returns_[k] += step.reward;
    const std::span<const double> seen = env.observation();
    const auto next = std::span(next_observations_).subspan(k * seen.size(), seen.size());
    std::copy(seen.begin(), seen.end(), next.begin());
    const Result result{step, next, returns_[k], env.state().steps};
    if (step.terminated || step.truncated) reset(i);
    return result;
}

ad::pool::vector<VectorEnv::Result> VectorEnv::step(const ad::Tensor& actions, std::span<const int> copies) {
    const int rows = static_cast<int>(copies.size()), columns = width(spec().action);
    if (actions.shape() != ad::Shape{rows, columns})
        throw ad::ShapeError(fmt::format("VectorEnv: actions {} for {} copies", to_string(actions.shape()), rows));
    ad::pool::vector<Result> results(copies.size());
    const auto step_copy = [&](int k) {
        const auto i = static_cast<std::size_t>(k), width = static_cast<std::size_t>(columns);
        const auto row = actions.values().subspan(i * width, width);
        const ad::pool::vector<double> action(row.begin(), row.end());
        results[i] = step(copies[i], action);
    };
    constexpr double worth_waking = 50;  // microseconds of work
    if (rows * spec().step_microseconds >= worth_waking)
        nn::parallel_for(rows, step_copy);
    else
        for (int k = 0; k < rows; ++k) step_copy(k);
    return results;
}

void VectorEnv::reset(int i) {
    const auto k = static_cast<std::size_t>(i);
    envs_.at(k)->reset(rngs_[k]);
    returns_[k] = 0;
}

VectorEnv::State VectorEnv::state(int i) const {
    const auto k = static_cast<std::size_t>(i);
    return {envs_.at(k)->state(), rngs_[k].position(), noise_[k].position(), returns_[k]};
}

void VectorEnv::restore(int i, const State& state) {
    const auto k = static_cast<std::size_t>(i);
    envs_.at(k)->restore(state.env);
    rngs_[k].seek(state.random_position);
    noise_[k].seek(state.noise_position);
    returns_[k] = state.episode_return;
}

void VectorEnv::archive(nn::Archive& archive) {
    const EnvState& layout = envs_[static_cast<std::size_t>(own_.begin)]->state();
    const std::size_t physical = layout.physics.size(), observed = layout.observation.size();
    // One copy behind the other, of which a rank has some before all have all
    std::vector<double> physics(envs_.size() * physical), observations(envs_.size() * observed), returns(envs_.size());
    std::vector<std::uint64_t> steps(envs_.size()), positions(envs_.size()), noise_positions(envs_.size());
    for (int i = own_.begin; i < own_.end; ++i) {
        const auto k = static_cast<std::size_t>(i);
        const auto& [env, position, noise_position, episode_return] = state(i);
        std::ranges::copy(env.physics, physics.begin() + static_cast<std::ptrdiff_t>(k * physical));
        std::ranges::copy(env.observation, observations.begin() + static_cast<std::ptrdiff_t>(k * observed));
        steps[k] = static_cast<std::uint64_t>(env.steps);
        positions[k] = position, noise_positions[k] = noise_position, returns[k] = episode_return;
    }
    complete_rows(physics, physical), complete_rows(observations, observed), complete_rows(returns, 1);
    for (auto* numbers : {&steps, &positions, &noise_positions}) complete_rows(*numbers, 1);
    archive("env.physics", physics, {count(), static_cast<int>(physical)});
    archive("env.observation", observations, {count(), static_cast<int>(observed)});
    archive("env.steps", steps, {count()});
    archive("env.random_position", positions, {count()});
    archive("env.noise_position", noise_positions, {count()});
    archive("env.episode_return", returns, {count()});
    if (!archive.restores()) return;
    for (int i = own_.begin; i < own_.end; ++i) {
        const auto k = static_cast<std::size_t>(i);
        const auto row = [k](const std::vector<double>& all, std::size_t width) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(k * width);
            return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width));
        };
        if (steps[k] > static_cast<std::uint64_t>(spec().max_episode_steps))
            throw std::runtime_error(fmt::format("`env.steps` has an episode of {} steps", steps[k]));
        restore(i, {{row(physics, physical), row(observations, observed), static_cast<std::int64_t>(steps[k])},
                    positions[k],
                    noise_positions[k],
                    returns[k]});
    }
}

}  // namespace surefoot::rl
