// Exported policies, compiled on their own, against the library's.
#include "examples/surefoot/policy_header.hpp"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "nn/storage/safetensors.hpp"
#include "rl/runs/trainer.hpp"
#include "tests/rl/envs/corridor.hpp"
#include "tests/rl/fixtures.hpp"

using namespace surefoot;

BOOST_AUTO_TEST_SUITE(policy_header)

namespace {

rl::TrainedPolicy trained(const char* env, bool normalized, const std::vector<int>& hidden) {
    rl::TrainConfig config = small_run("trpo");
    config.env = env, config.normalize_observations = normalized, config.hidden = hidden;
    config.initial_log_std = -0.5;
    rl::Trainer trainer(config);
    for (int i = 0; i < 3; ++i) trainer.iterate();
    return {config, trainer.checkpoint()};
}

// In the place of a mask, another one that allows something.
void mask_at_random(const rl::EnvSpec& spec, std::vector<double>& seen, nn::Rng& rng) {
    if (!spec.masked) return;
    auto entry = seen.end() - rl::mask_size(spec);
    for (const int n : rl::choices(spec.action)) {
        for (int j = 0; j < n; ++j) entry[j] = rng.below(2);
        entry[rng.below(n)] = 1;
        entry += n;
    }
}

// A light that moves over a screen of that shape; behind it a mask, which forbids the last action every other time.
class Screen : public rl::Env {
  public:
    Screen(std::vector<int> shape, bool masked)
        : Env({.id = "Screen",
               .observation = box(shape, masked ? 3 : 0),
               .action = rl::Discrete{3},
               .max_episode_steps = 20,
               .masked = masked},
              1) {}

  protected:
    static rl::Box box(const std::vector<int>& shape, int mask) {
        rl::Box result = unbounded(shape[0] * shape[1] * shape[2] + mask);
        result.shape = shape;
        return result;
    }
    void begin(std::span<double> physics, nn::Rng& rng) const override { physics[0] = rng.below(10); }
    Outcome advance(std::span<double> physics, std::span<const double> action, nn::Rng&) const override {
        physics[0] += 1 + action[0];
        return {action[0] == 1 ? 1.0 : 0.0, false};
    }
    void observe(std::span<const double> physics, std::span<double> observation) const override {
        const auto at = static_cast<std::size_t>(physics[0]);
        std::ranges::fill(observation, 0);
        observation[at % (observation.size() - 3)] = 1;
        if (spec().masked) observation.last(3)[0] = observation.last(3)[1] = 1, observation.last(3)[2] = at % 2;
    }
};

void register_screens() {
    static const bool done = [] {
        const std::vector<int> small{2, 4, 5}, large{1, 22, 25};
        rl::register_environment({.id = "Screen-v0", .make = rl::maker<Screen>(small, false)});
        rl::register_environment({.id = "Screen-v1", .make = rl::maker<Screen>(small, true)});
        rl::register_environment({.id = "Screen-v2", .make = rl::maker<Screen>(large, true)});
        return true;
    }();
    BOOST_REQUIRE(done);
}

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / "surefoot_policy_header_test";
    Folder() { std::filesystem::remove_all(path), std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
    std::string read(const std::string& name) const {
        std::stringstream text;
        text << std::ifstream(path / name).rdbuf();
        return text.str();
    }
    int run(const std::string& command) const {
        return std::system(fmt::format("cd '{}' && {}", path.string(), command).c_str());
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(an_exported_policy_acts_as_the_library_does) {
    const Folder folder;
    std::vector<rl::TrainedPolicy> policies;
    register_corridors(), register_screens();
    for (const char* env : {"CartPole-v1", "Acrobot-v1", "Pendulum-v1", "MountainCarContinuous-v0", "Corridor-v0",
                            "Corridor-v1", "Corridor-v2", "Screen-v0", "Screen-v1", "Screen-v2"})
        for (const bool normalized : {false, true})
            for (const std::vector<int>& hidden : {std::vector<int>{}, {8}, {16, 4, 8}})
                policies.push_back(trained(env, normalized, hidden));

    constexpr int times = 500;
    std::string program = "#include <cstdio>\n", body, input, expected;
    nn::Rng rng(1, "test");
    for (std::size_t k = 0; k < policies.size(); ++k) {
        const rl::TrainedPolicy& policy = policies[k];
        folder.write(fmt::format("p{}.hpp", k), program::policy_header(policy, fmt::format("p{}", k), "a test"));
        program += fmt::format("#include \"p{}.hpp\"\n", k);
        const bool box = std::holds_alternative<rl::Box>(policy.spec().action);
        const bool one = std::holds_alternative<rl::Discrete>(policy.spec().action);
        const int size = policy.spec().observation.size(), width = rl::width(policy.spec().action);
        body += fmt::format("    for (int i = 0; i < {}; ++i) {{ read(o, {}), read(n, {}); ", times, size, width);
        body += one   ? fmt::format("a[0] = p{0}::mode(o), b[0] = p{0}::sample(o, n[0]);", k)
                : box ? fmt::format("p{0}::mode(o, a), p{0}::sample(o, n, b);", k)
                      : fmt::format("p{0}::mode(o, c), widen(c, a, {1}), p{0}::sample(o, n, c), widen(c, b, {1});", k,
                                    width);
        body += fmt::format(" print(a, {0}), print(b, {0}); }}\n", width);
        const ad::Tensor observations = random_tensor({times, size}, rng, 3);
        for (int i = 0; i < times; ++i) {
            const auto row = observations.rows(i, i + 1).values();
            std::vector<double> seen(row.begin(), row.end());
            mask_at_random(policy.spec(), seen, rng);
            for (const double v : seen) input += fmt::format("{} ", v);
            nn::Rng noise(static_cast<std::uint64_t>(i), "test"), same = noise;
            for (int j = 0; j < width; ++j) input += fmt::format("{} ", box ? noise.normal() : noise.uniform());
            for (const double v : policy.mode(seen)) expected += fmt::format("{} ", v);
            for (const double v : policy.sample(seen, same)) expected += fmt::format("{} ", v);
        }
    }
    program +=
        "double o[600], n[8], a[8], b[8];\nint c[8];\n"
        "void widen(const int* x, double* y, int n) { for (int i = 0; i < n; ++i) y[i] = x[i]; }\n"
        "void read(double* x, int n) { for (int i = 0; i < n; ++i) if (std::scanf(\"%lf\", x + i) != 1) "
        "__builtin_trap(); }\n"
        "void print(const double* x, int n) { for (int i = 0; i < n; ++i) std::printf(\"%.17g \", x[i]); }\n"
        "int main() {\n" +
        body + "}\n";
    folder.write("main.cpp", program), folder.write("input", input);
    BOOST_REQUIRE(folder.run(COMPILER " -std=c++17 -O1 -Wall -Wextra -Werror -pedantic -fno-exceptions "
                                      "main.cpp -o main") == 0);
    BOOST_REQUIRE(folder.run("./main < input > output") == 0);

    std::istringstream got(folder.read("output")), wanted(expected);
    const double tolerance = sizeof(ad::Real) == 8 ? 1e-12 : 1e-4;
    double x = 0, y = 0, worst = 0;
    long count = 0, differ = 0;
    while (wanted >> y) {
        BOOST_REQUIRE(bool(got >> x));
        const double error = std::abs(x - y) / std::max(1.0, std::abs(y));
        if (error > tolerance) ++differ;
        worst = std::max(worst, error > tolerance && sizeof(ad::Real) == 4 ? 0 : error);
        ++count;
    }
    BOOST_TEST(count == 2L * times * (8 + 2 + 2) * 6);  // of two components in two of the corridors
    // In float, a choice between actions that are almost equally likely may turn out otherwise.
    BOOST_TEST(differ <= (sizeof(ad::Real) == 8 ? 0 : count / 1000));
    BOOST_TEST_MESSAGE(fmt::format("{} actions, the largest error {:.2g}", count, worst));
}

BOOST_AUTO_TEST_CASE(what_has_no_form_in_a_header_is_refused) {
    const rl::TrainedPolicy policy = trained("CartPole-v1", false, {4});
    for (const char* name : {"", "7up", "a-b", "a::b", "a b"})
        BOOST_CHECK_THROW(program::policy_header(policy, name, "a test"), rl::ConfigError);
}

BOOST_AUTO_TEST_SUITE_END()
