#include "examples/surefoot/policy_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "autodiff/version.hpp"
#include "examples/surefoot/commands.hpp"
#include "nn/storage/file.hpp"
#include "rl/policies/masked_policy.hpp"
#include "rl/runs/checkpoint.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::program {
namespace {

struct Layer {
    ad::Tensor weight, bias;
};

// With as many digits as tell it from every other number.
std::string array(const std::string& name, const ad::Tensor& x) {
    std::string list;
    for (std::ptrdiff_t i = 0; i < x.size(); ++i)
        list += fmt::format("{}{}", i == 0 ? "" : i % 8 == 0 ? ",\n    " : ", ", double{x[i]});
    return fmt::format("inline constexpr double {}[{}] = {{\n    {}}};\n", name, x.size(), list);
}

void expect_identifier(const std::string& name) {
    const auto letter = [](unsigned char c) { return std::isalpha(c) || c == '_'; };
    const bool fits = !name.empty() && letter(static_cast<unsigned char>(name[0])) &&
                      std::ranges::all_of(name, [&](unsigned char c) { return letter(c) || std::isdigit(c); });
    if (!fits) throw rl::ConfigError(fmt::format("`{}` is no name for a namespace", name));
}

constexpr const char* affine = R"(
// y = x W + b, W row by row
inline void affine(int in, int out, const double* x, const double* W, const double* b, double* y) noexcept {
    for (int j = 0; j < out; ++j) y[j] = b[j];
    for (int i = 0; i < in; ++i)
        for (int j = 0; j < out; ++j) y[j] += x[i] * W[i * out + j];
}

)";

constexpr const char* convolve = R"(
// y[f, i, j] = b[f] + Σ x[c, i s + p, j s + q] W[f, c, p, q] over channels c and a window of k by k
inline void convolve(int channels, int height, int width, int filters, int k, int s, const double* x, const double* W,
                     const double* b, double* y) noexcept {
    const int rows = (height - k) / s + 1, columns = (width - k) / s + 1;
    for (int f = 0; f < filters; ++f)
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < columns; ++j, ++y) {
                *y = b[f];
                for (int c = 0; c < channels; ++c)
                    for (int p = 0; p < k; ++p)
                        for (int q = 0; q < k; ++q)
                            *y += x[(c * height + i * s + p) * width + j * s + q] * W[((f * channels + c) * k + p) * k + q];
            }
}
)";

constexpr const char* normalize = R"(    double x[{0}];
    for (int i = 0; i < {0}; ++i) {{
        const double z = (observation[i] - shift[i]) * scale[i];
        x[i] = z < -{1} ? -{1} : z > {1} ? {1} : z;
    }}
)";

constexpr const char* tanh = "    for (int i = 0; i < {1}; ++i) {0}[i] = std::tanh({0}[i]);\n";
constexpr const char* relu = "    for (int i = 0; i < {1}; ++i) {0}[i] = {0}[i] > 0 ? {0}[i] : 0;\n";

constexpr const char* mask = R"(    const double* allowed = observation + inputs - outputs;
    for (int j = 0; j < outputs; ++j)
        if (allowed[j] == 0) y[j] = -HUGE_VAL;
)";

constexpr const char* choosing = R"(
// The most probable of n by their logits, and one drawn with its probability.
inline int likeliest(const double* y, int n) noexcept {
    int best = 0;
    for (int j = 1; j < n; ++j)
        if (y[j] > y[best]) best = j;
    return best;
}
inline int drawn(double* y, int n, double uniform) noexcept {
    const double most = y[likeliest(y, n)];
    double sum = 0;
    for (int j = 0; j < n; ++j) sum += y[j] = std::exp(y[j] - most);
    int chosen = 0;
    for (int j = 0; j < n; ++j) {
        if (y[j] > 0) chosen = j;
        if ((uniform -= y[j] / sum) < 0) break;
    }
    return chosen;
}
)";

constexpr const char* categorical = R"(
// The most probable action.
inline int mode(const double* observation) noexcept {
    double y[outputs];
    detail::network(observation, y);
    return detail::likeliest(y, outputs);
}

// An action drawn with its probability, by a number uniform on [0, 1).
inline int sample(const double* observation, double uniform) noexcept {
    double y[outputs];
    detail::network(observation, y);
    return detail::drawn(y, outputs, uniform);
}
)";

constexpr const char* several = R"(
// The most probable action: {0} choices, component k one of 0 to choices[k] - 1.
inline void mode(const double* observation, int* action) noexcept {{
    double y[outputs];
    detail::network(observation, y);
    for (int k = 0, begin = 0; k < {0}; begin += choices[k++]) action[k] = detail::likeliest(y + begin, choices[k]);
}}

// An action drawn with its probability, by {0} numbers uniform on [0, 1).
inline void sample(const double* observation, const double* uniform, int* action) noexcept {{
    double y[outputs];
    detail::network(observation, y);
    for (int k = 0, begin = 0; k < {0}; begin += choices[k++])
        action[k] = detail::drawn(y + begin, choices[k], uniform[k]);
}}
)";

constexpr const char* gaussian = R"(
// The mean action: {0} numbers, which may lie outside of what the environment takes.
inline void mode(const double* observation, double* action) noexcept {{ detail::network(observation, action); }}

// An action drawn around it, by {0} standard normal numbers.
inline void sample(const double* observation, const double* normal, double* action) noexcept {{
    detail::network(observation, action);
    for (int j = 0; j < outputs; ++j) action[j] += std::exp(detail::log_std[j]) * normal[j];
}}
)";

}  // namespace

std::string policy_header(const rl::TrainedPolicy& trained, const std::string& name, const std::string& origin) {
    expect_identifier(name);
    const auto* masked = dynamic_cast<const rl::MaskedPolicy*>(&trained.policy());
    const auto* policy = dynamic_cast<const rl::NetworkPolicy*>(masked ? &masked->unmasked() : &trained.policy());
    if (!policy)
        throw rl::ConfigError(
            "only policies of the kind `network` can be exported: of others the header does not know the form");

    std::vector<Layer> layers;
    std::optional<ad::Tensor> log_std;
    for (const nn::Parameter& parameter : policy->layout().parameters()) {
        const ad::Tensor values = parameter(trained.theta());
        if (parameter.name.ends_with(".weight"))
            layers.push_back({values, {}});
        else if (parameter.name.ends_with(".bias"))
            layers.back().bias = values;
        else
            log_std = values;
    }
    const int inputs = trained.spec().observation.size(), outputs = layers.back().bias.shape()[0];
    const rl::Space& action = trained.spec().action;
    const std::vector<int> choices = rl::choices(action);
    const bool several_choices = !log_std && !std::holds_alternative<rl::Discrete>(action);
    std::string to = fmt::format("one of {} actions", outputs);
    if (log_std) to = fmt::format("an action of {}", outputs);
    if (several_choices) to = fmt::format("{} choices", choices.size());
    std::string counts;
    for (const int n : choices) counts += fmt::format("{}{}", counts.empty() ? "" : ", ", n);
    std::string text = fmt::format(
        "// {}\n//\n// A trained policy: from {} observed numbers, as the environment gives them, to {}.{}\n"
        "#pragma once\n\n#include <cmath>\n\nnamespace {} {{\n\n"
        "inline constexpr int inputs = {}, outputs = {};\n{}\nnamespace detail {{\n\n",
        origin, inputs, to,
        masked
            ? fmt::format(
                  " The last {} are a mask, which allows\n// something: 1 where what is chosen can be taken, 0 where "
                  "it cannot, and then it is not.",
                  outputs)
            : "",
        name, inputs, outputs,
        several_choices ? fmt::format("inline constexpr int choices[] = {{{}}};\n", counts) : "");
    for (std::size_t k = 0; k < layers.size(); ++k) {
        if (layers[k].weight.size() > 0) text += array(fmt::format("weight_{}", k), layers[k].weight);
        text += array(fmt::format("bias_{}", k), layers[k].bias);
    }
    if (log_std) text += array("log_std", *log_std);
    const nn::Normalizer& normalizer = trained.normalizer();
    if (normalizer.has_followed()) text += array("shift", normalizer.shift()) + array("scale", normalizer.scale());

    const rl::Box& seen = trained.spec().observation;
    const bool sees = layers.front().weight.shape().rank() == 4;
    const std::vector<rl::Convolution> convolutions =
        sees ? rl::convolutions(seen, {}) : std::vector<rl::Convolution>{};
    if (sees) text += convolve;
    text += affine;
    text += "inline void network(const double* observation, double* y) noexcept {\n";
    std::string x = "observation";
    if (normalizer.has_followed()) {
        text += fmt::format(normalize, inputs, nn::Normalizer::limit);
        x = "x";
    }
    std::size_t k = 0;
    if (sees) {
        const std::string all = x;
        int channels = seen.shape[0], height = seen.shape[1], width = seen.shape[2];
        const int pixels = channels * height * width, rest = inputs - pixels;
        for (const auto [filters, kernel, stride] : convolutions) {
            const int rows = (height - kernel) / stride + 1, columns = (width - kernel) / stride + 1;
            const std::string h = fmt::format("h_{}", k);
            const bool last = k + 1 == convolutions.size();
            text += fmt::format("    double {}[{}];\n", h, filters * rows * columns + (last ? rest : 0));
            text += fmt::format("    convolve({}, {}, {}, {}, {}, {}, {}, weight_{}, bias_{}, {});\n", channels, height,
                                width, filters, kernel, stride, x, k, k, h);
            text += fmt::format(relu, h, filters * rows * columns);
            channels = filters, height = rows, width = columns, x = h, ++k;
        }
        if (rest > 0)
            text += fmt::format("    for (int i = 0; i < {}; ++i) {}[{} + i] = {}[{} + i];\n", rest, x,
                                channels * height * width, all, pixels);
    }
    for (; k < layers.size(); ++k) {
        const int in = layers[k].weight.shape()[0], out = layers[k].weight.shape()[1];
        const std::string W = in > 0 ? fmt::format("weight_{}", k) : "nullptr";
        const std::string h = k + 1 < layers.size() ? fmt::format("h_{}", k) : "y";
        if (h != "y") text += fmt::format("    double {}[{}];\n", h, out);
        text += fmt::format("    affine({}, {}, {}, {}, bias_{}, {});\n", in, out, x, W, k, h);
        if (h != "y") text += fmt::format(fmt::runtime(sees ? relu : tanh), h, out);
        x = h;
    }
    if (masked) text += mask;
    text += "}\n";
    if (!log_std) text += choosing;
    text += "\n}  // namespace detail\n";
    text += log_std           ? fmt::format(gaussian, outputs)
            : several_choices ? fmt::format(several, choices.size())
                              : categorical;
    text += fmt::format("\n}}  // namespace {}\n", name);
    return text;
}

void export_policy(const ExportOptions& options) {
    const rl::TrainConfig config = rl::load_config(options.run);
    const nn::SafeTensors checkpoint =
        rl::load_checkpoint(options.run, options.previous ? rl::Which::previous : rl::Which::last);
    const std::string origin = fmt::format("By surefoot {}: {} in {}, seed {}, after {} steps.", SUREFOOT_VERSION,
                                           config.algorithm, config.env, config.seed, rl::steps_taken(checkpoint));
    const rl::TrainedPolicy policy(config, checkpoint);
    const std::string header = policy_header(policy, options.name, origin);
    const std::filesystem::path path =
        options.out ? std::filesystem::path(*options.out) : std::filesystem::path(options.run) / "policy.hpp";
    nn::replace_file(path, header);
    fmt::print("{}: {} parameters, {} KB\n", path.string(), policy.theta().size(), (header.size() + 999) / 1000);
}

}  // namespace surefoot::program
