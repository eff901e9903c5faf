#include "bench/arithmetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "autodiff/kernels/functions.hpp"
#include "autodiff/kernels/vectorized.hpp"

using namespace surefoot;

namespace bench {
namespace {

using ad::kernels::vectorized;

constexpr int block = 512;  // rows worked on at a time, so that they stay in the cache; 256 to 2048 take the same time
constexpr Real half_log_2pi = static_cast<Real>(0.91893853320467274178);

// Calls f(z[i,j], b[j]) for each element of [rows, n] and puts what it gives there.
template <class F>
void with_row(Real* z, const Real* b, int rows, int n, F f) {
    vectorized([=] {
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < n; ++j) z[i * n + j] = f(z[i * n + j], b[j]);
    });
}

// z ← (z + b)(1 − h²); without b, z ← z (1 − h²)
void slope_of_sum(Real* z, const Real* h, const Real* b, int rows, int n) {
    vectorized([=] {
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < n; ++j) z[i * n + j] = (z[i * n + j] + b[j]) * (1 - h[i * n + j] * h[i * n + j]);
    });
}
void slope(Real* z, const Real* h, int count) {
    vectorized([=] {
        for (int i = 0; i < count; ++i) z[i] = z[i] * (1 - h[i] * h[i]);
    });
}
void relu_slope(Real* z, const Real* h, int count) {
    vectorized([=] {
        for (int i = 0; i < count; ++i) z[i] = h[i] > 0 ? z[i] : 0;
    });
}

// b += Σ rows of z
void add_rows(Real* b, const Real* z, int rows, int n) {
    vectorized([=] {
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < n; ++j) b[j] += z[i * n + j];
    });
}

void exponential(Real* x, int count) {
    vectorized([=] {
        for (int i = 0; i < count; ++i) x[i] = ad::kernels::exp(x[i]);
    });
}

// y ← a x + b y
void combine(Real a, const Real* x, Real b, Real* y, int n) {
    vectorized([=] {
        for (int i = 0; i < n; ++i) y[i] = a * x[i] + b * y[i];
    });
}

double dot(const Real* x, const Real* y, int n) {
    std::array<double, 8> lanes{};
    vectorized([=, out = lanes.data()] {
        double sum[8] = {};
        int i = 0;
        for (; i + 8 <= n; i += 8)
            for (int k = 0; k < 8; ++k) sum[k] += double{x[i + k]} * double{y[i + k]};
        for (; i < n; ++i) sum[0] += double{x[i]} * double{y[i]};
        for (int k = 0; k < 8; ++k) out[k] = sum[k];
    });
    double total = 0;
    for (const double lane : lanes) total += lane;
    return total;
}

}  // namespace

Arithmetic::Arithmetic(const std::vector<int>& widths, int samples, Activation activation)
    : activation_(activation), samples_(samples), in_(widths.front()), out_(widths.back()), size_(0) {
    const auto at_a_time = static_cast<std::size_t>(std::min(block, samples)), all = static_cast<std::size_t>(samples);
    for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
        layers_.push_back({widths[k], widths[k + 1], size_});
        size_ += (widths[k] + 1) * widths[k + 1];
        kept_.emplace_back(all * static_cast<std::size_t>(widths[k + 1]));
        tangent_.emplace_back(at_a_time * static_cast<std::size_t>(widths[k + 1]));
    }
    size_ += out_;
    mean_old_.resize(kept_.back().size()), log_std_old_.resize(static_cast<std::size_t>(out_));
    log_prob_old_.resize(all), weight_.resize(at_a_time);
    for (auto* vector : {&g_, &s_, &r_, &p_, &Fp_}) vector->resize(static_cast<std::size_t>(size_));
}

// Rows [row, row + rows) forwards, through all layers.
void Arithmetic::activate(const Real* theta, const Real* x, int row, int rows) {
    for (std::size_t k = 0; k < layers_.size(); ++k) {
        const auto [in, out, begin] = layers_[k];
        const Real *W = theta + begin, *b = W + in * out;
        multiply(rows, in, out, k == 0 ? x + row * in : kept(k - 1, row), W, 0, kept(k, row));
        if (k + 1 < layers_.size() && activation_ == Activation::tanh)
            with_row(kept(k, row), b, rows, out, [](Real z, Real bias) { return ad::kernels::tanh(z + bias); });
        else if (k + 1 < layers_.size())
            with_row(kept(k, row), b, rows, out, [](Real z, Real bias) { return std::max(z + bias, Real{0}); });
        else
            with_row(kept(k, row), b, rows, out, [](Real z, Real bias) { return z + bias; });
    }
}

// From the means' cotangent, in the last of tangent_, to θ̄, added.
void Arithmetic::backward(const Real* theta, const Real* x, int row, int rows, Real* theta_bar) {
    for (std::size_t k = layers_.size(); k-- > 0;) {
        const auto [in, out, begin] = layers_[k];
        const Real* z_bar = tangent_[k].data();
        multiply(in, rows, out, k == 0 ? x + row * in : kept(k - 1, row), z_bar, 1, theta_bar + begin, left);
        add_rows(theta_bar + begin + in * out, z_bar, rows, out);
        if (k == 0) break;
        multiply(rows, out, in, z_bar, theta + begin, 0, tangent_[k - 1].data(), right);
        (activation_ == Activation::tanh ? slope : relu_slope)(tangent_[k - 1].data(), kept(k - 1, row), rows * in);
    }
}

void Arithmetic::forward(const Real* theta, const Batch& batch) {
    for (int row = 0; row < samples_; row += block)
        activate(theta, batch.observations, row, std::min(block, samples_ - row));
}

void Arithmetic::remember(const Real* theta, const Batch& batch) {
    forward(theta, batch);
    mean_old_ = kept_.back();
    const Real* log_std = theta + size_ - out_;
    std::copy_n(log_std, out_, log_std_old_.data());
    for (int i = 0; i < samples_; ++i) {
        Real sum = 0;
        for (int j = 0; j < out_; ++j) {
            const Real z = (batch.actions[i * out_ + j] - mean_old_[static_cast<std::size_t>(i * out_ + j)]) *
                           std::exp(-log_std[j]);
            sum += -z * z / 2 - log_std[j] - half_log_2pi;
        }
        log_prob_old_[static_cast<std::size_t>(i)] = sum;
    }
}

Arithmetic::Measured Arithmetic::measure(const Real* theta, const Batch& batch) {
    const Real* log_std = theta + size_ - out_;
    std::array<Real, 64> inverse{}, ratio{};
    for (int j = 0; j < out_; ++j) {
        const auto k = static_cast<std::size_t>(j);
        inverse[k] = std::exp(-log_std[j]), ratio[k] = std::exp(2 * (log_std_old_[k] - log_std[j]));
    }
    Measured sum{};
    for (int row = 0; row < samples_; row += block) {
        const int rows = std::min(block, samples_ - row);
        activate(theta, batch.observations, row, rows);
        const Real *mean = kept(layers_.size() - 1, row), *action = batch.actions + row * out_,
                   *old = mean_old_.data() + row * out_;
        Real* weight = weight_.data();
        for (int i = 0; i < rows; ++i) {
            Real log_prob = 0, kl = 0;
            for (int j = 0; j < out_; ++j, ++mean, ++old, ++action) {
                const auto k = static_cast<std::size_t>(j);
                const Real z = (*action - *mean) * inverse[k], shift = (*old - *mean) * inverse[k];
                log_prob += -z * z / 2 - log_std[j] - half_log_2pi;
                kl += log_std[j] - log_std_old_[k] + (ratio[k] + shift * shift - 1) / 2;
            }
            weight[i] = log_prob - log_prob_old_[static_cast<std::size_t>(row + i)];
            sum.kl += double{kl};
        }
        exponential(weight, rows);
        for (int i = 0; i < rows; ++i) sum.gain += double{(weight[i] - 1) * batch.advantages[row + i]};
    }
    return {sum.gain / samples_, sum.kl / samples_};
}

void Arithmetic::gradient(const Real* theta, const Batch& batch, Real* g, Real clip) {
    std::fill_n(g, size_, Real{0});
    const Real* log_std = theta + size_ - out_;
    Real* log_std_bar = g + size_ - out_;
    std::array<Real, 64> inverse{};
    for (int j = 0; j < out_; ++j) inverse[static_cast<std::size_t>(j)] = std::exp(-log_std[j]);
    for (int row = 0; row < samples_; row += block) {
        const int rows = std::min(block, samples_ - row);
        activate(theta, batch.observations, row, rows);
        const Real *mean = kept(layers_.size() - 1, row), *action = batch.actions + row * out_;
        Real *mean_bar = tangent_.back().data(), *weight = weight_.data();
        for (int i = 0; i < rows; ++i) {
            Real log_prob = 0;
            for (int j = 0; j < out_; ++j) {
                const Real z = (action[i * out_ + j] - mean[i * out_ + j]) * inverse[static_cast<std::size_t>(j)];
                mean_bar[i * out_ + j] = z;
                log_prob += -z * z / 2 - log_std[j] - half_log_2pi;
            }
            weight[i] = log_prob - log_prob_old_[static_cast<std::size_t>(row + i)];
        }
        exponential(weight, rows);
        for (int i = 0; i < rows; ++i) {
            const Real advantage = batch.advantages[row + i];
            const bool clipped = advantage > 0 ? weight[i] > 1 + clip : weight[i] < 1 - clip;
            const Real scale = clipped ? 0 : weight[i] * advantage / static_cast<Real>(samples_);
            for (int j = 0; j < out_; ++j) {
                Real& z = mean_bar[i * out_ + j];
                log_std_bar[j] += scale * (z * z - 1);
                z *= scale * inverse[static_cast<std::size_t>(j)];
            }
        }
        backward(theta, batch.observations, row, rows, g);
    }
}

void Arithmetic::squared_error_gradient(const Real* theta, const Real* x, const Real* targets, Real* g) {
    std::fill_n(g, size_, Real{0});
    for (int row = 0; row < samples_; row += block) {
        const int rows = std::min(block, samples_ - row);
        activate(theta, x, row, rows);
        const Real* y = kept(layers_.size() - 1, row);
        for (int i = 0; i < rows; ++i)
            tangent_.back()[static_cast<std::size_t>(i)] = 2 * (y[i] - targets[row + i]) / static_cast<Real>(samples_);
        backward(theta, x, row, rows, g);
    }
}

void Arithmetic::product(const Real* theta, const Batch& batch, const Real* v, Real damping, Real* Fv) {
    std::fill_n(Fv, size_, Real{0});
    std::array<Real, 64> precision{};
    for (int j = 0; j < out_; ++j)
        precision[static_cast<std::size_t>(j)] = std::exp(-2 * theta[size_ - out_ + j]) / static_cast<Real>(samples_);
    for (int row = 0; row < samples_; row += block) {
        const int rows = std::min(block, samples_ - row);
        for (std::size_t k = 0; k < layers_.size(); ++k) {
            const auto [in, out, begin] = layers_[k];
            const Real *W = theta + begin, *W_dot = v + begin, *b_dot = W_dot + in * out;
            Real* z_dot = tangent_[k].data();
            multiply(rows, in, out, k == 0 ? batch.observations + row * in : kept(k - 1, row), W_dot, 0, z_dot);
            if (k > 0) multiply(rows, in, out, tangent_[k - 1].data(), W, 1, z_dot);
            if (k + 1 < layers_.size())
                slope_of_sum(z_dot, kept(k, row), b_dot, rows, out);
            else
                for (int i = 0; i < rows * out; ++i)
                    z_dot[i] = (z_dot[i] + b_dot[i % out]) * precision[static_cast<std::size_t>(i % out)];
        }
        backward(theta, batch.observations, row, rows, Fv);
    }
    for (int j = size_ - out_; j < size_; ++j) Fv[j] = 2 * v[j];
    combine(damping, v, 1, Fv, size_);
}

Arithmetic::Measured Arithmetic::trpo(const Real* theta, const Batch& batch, int products, int passes, double max_kl,
                                      Real* result) {
    const int n = size_;
    Real *s = s_.data(), *r = r_.data(), *p = p_.data(), *Fp = Fp_.data();
    remember(theta, batch);
    gradient(theta, batch, g_.data());
    std::fill_n(s, n, Real{0});
    r_ = p_ = g_;
    double rr = dot(r, r, n);
    for (int i = 0; i < products; ++i) {
        product(theta, batch, p, Real(0.1), Fp);
        const auto alpha = static_cast<Real>(rr / dot(p, Fp, n));
        combine(alpha, p, 1, s, n);
        combine(-alpha, Fp, 1, r, n);
        const double next = dot(r, r, n);
        combine(1, r, static_cast<Real>(next / rr), p, n);
        rr = next;
    }
    auto scale = static_cast<Real>(std::sqrt(2 * max_kl / (dot(s, g_.data(), n) - dot(s, r, n))));
    Measured measured{};
    for (int pass = 0; pass < passes; ++pass, scale *= Real(0.8)) {
        std::copy_n(theta, n, result);
        combine(scale, s, 1, result, n);
        measured = measure(result, batch);
    }
    return measured;
}

double Arithmetic::operations(int products, int passes) const {
    double all = 0;
    for (const Layer& layer : layers_) all += 2.0 * layer.in * layer.out;
    const double first = 2.0 * layers_[0].in * layers_[0].out;  // whose inputs want no cotangent, and have no tangent
    const double forward = all, gradient = 3 * all - first, product = 4 * all - 2 * first;
    return samples_ * (forward + gradient + products * product + passes * forward);
}

void adam(Real* theta, Real* m, Real* v, const Real* g, int n, long t, double alpha) {
    constexpr Real beta1 = static_cast<Real>(0.9), beta2 = static_cast<Real>(0.999), epsilon = static_cast<Real>(1e-8);
    const auto rate = static_cast<Real>(alpha / (1 - std::pow(0.9, t)));
    const auto weight = static_cast<Real>(1 / (1 - std::pow(0.999, t)));
    vectorized([=] {
        for (int i = 0; i < n; ++i) {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            theta[i] -= rate * m[i] / (std::sqrt(v[i] * weight) + epsilon);
        }
    });
}

}  // namespace bench
