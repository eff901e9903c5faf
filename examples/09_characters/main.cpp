// 09  Characters: a small transformer or a GRU learns to write as this book does, one character after the other.
//
// The layers of chapter 23 on a text that everyone who reads this has at hand. What is learned is measured in bits: how many a
// character of pages that were held back costs, beside what counting triples of characters gives.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "examples/09_characters/model.hpp"
#include "examples/09_characters/text.hpp"
#include "examples/09_characters/training.hpp"
#include "examples/plot/figure.hpp"
#include "examples/progress_bar.hpp"
#include "examples/surefoot/process.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/storage/archive.hpp"
#include "nn/storage/file.hpp"

using namespace surefoot;

namespace {

struct Options {
    std::string text = BOOK, out = "runs/characters", prompt = "The gradient of ";
    characters::ModelConfig model;
    std::optional<int> width, layers;
    int steps = 2500, minibatch = 32, threads = nn::cores();
    double learning_rate = 5e-3;
    std::uint64_t seed = 1;
};

void train(const Options& options) {
    const characters::Text text = characters::load(options.text);
    characters::ModelConfig config = options.model;
    config.symbols = text.size();
    config.width = options.width.value_or(config.kind == "gru" ? 128 : 64);
    config.layers = options.layers.value_or(config.kind == "gru" ? 1 : 2);
    const characters::Model model(config);
    const std::vector<int> prompt = text.numbers(options.prompt);
    if (prompt.empty())
        throw std::invalid_argument("the prompt is empty: a sample goes on from one character at least");
    if (static_cast<int>(text.test.size()) <= config.context)
        throw std::invalid_argument(
            "the text that is held back is no longer than a window: a smaller --context, or more text");
    nn::set_threads(options.threads);
    const long warm = std::max(1, options.steps / 20);
    characters::Training training(model, text.train, options.minibatch,
                                  nn::warm_up(warm, nn::cosine_rate(options.learning_rate, 0.1 * options.learning_rate,
                                                                    std::max(1L, options.steps - warm))),
                                  options.seed);
    const double markov = characters::markov_bits(text, 3);
    fmt::print("{} characters to learn from, {} to be judged by, {} symbols; {} parameters\n", text.train.size(),
               text.test.size(), text.size(), model.layout().size());
    fmt::print(
        "bits per character: {:.3f} if all are alike, {:.3f} by how frequent each is, {:.3f} by the three before it\n",
        std::log2(text.size()), characters::markov_bits(text, 0), markov);

    program::ProgressBar bar(stdout);
    plot::Curve learned{.name = "windows of the training text, as they are met", .style = plot::Style::line},
        judged{.name = "text that was held back"};
    const int rounds = std::min(options.steps, 10);
    double met = 0;
    int since = 0;
    for (int step = 1, round = 1; step <= options.steps; ++step) {
        met += training.step(), ++since;
        const std::string so_far = fmt::format("{:.3f} bits per character", met / since);
        bar.update(fmt::format("step {}/{}", step, options.steps), static_cast<double>(step) / options.steps, so_far);
        if (step < options.steps * round / rounds) continue;
        const bool last = step == options.steps;
        const double bits = bits_per_character(model, training.theta(), text.test, last ? 1 : 4);
        learned.x.push_back(step), learned.y.push_back(met / since);
        judged.x.push_back(step), judged.y.push_back(bits);
        bar.finish(fmt::format("step {}/{}", step, options.steps),
                   fmt::format("{}   held back: {:.3f}{}", so_far, bits, last ? "" : " (a quarter of it)"));
        if (round % 3 == 1 || last) {
            nn::Rng rng(options.seed, "sample");
            fmt::print("    {}\n", text.text(continued(model, training.theta(), prompt, 120, 0.7, rng)));
        }
        ++round, met = 0, since = 0;
    }

    const std::filesystem::path out = options.out;
    std::filesystem::create_directories(out);
    const plot::Curve counting{.name = "counting triples",
                               .x = {judged.x.front(), judged.x.back()},
                               .y = {markov, markov},
                               .style = plot::Style::line,
                               .dashed = true};
    plot::write_svg(
        {.title = fmt::format("{}, {} parameters", config.kind, model.layout().size()),
         .panels = {{.x_label = "steps", .y_label = "bits per character", .curves = {learned, judged, counting}}}},
        out / "learning_curves.svg");
    nn::SafeTensors parameters;
    ad::Tensor theta = training.theta();
    nn::Archive::saving(parameters)(model.layout(), theta);
    nn::save_safetensors(out / "model.safetensors", parameters);
    fmt::print("{}: the learning curves; beside them the parameters\n", (out / "learning_curves.svg").string());
}

}  // namespace

int main(int argc, char** argv) {
    program::settle_process();
    program::set_name("09_characters");
    Options options;
    CLI::App app{"A small network learns to write as the book does, character by character"};
    app.add_option("--text", options.text, "a folder of files NAME.md")->capture_default_str();
    app.add_option("--out", options.out, "the folder for the curves and the parameters")->capture_default_str();
    app.add_option("--model", options.model.kind, "what learns")->check(CLI::IsMember(characters::models()));
    app.add_option("--steps", options.steps, "a minibatch each")->check(CLI::Range(1, 10'000'000));
    app.add_option("--context", options.model.context, "characters of a window")->check(CLI::Range(1, 10'000));
    app.add_option("--width", options.width, "numbers for a character (default 64, of a GRU 128)")
        ->check(CLI::Range(1, 4096));
    app.add_option("--layers", options.layers, "one behind the other (default 2, of a GRU 1)")
        ->check(CLI::Range(1, 100));
    app.add_option("--heads", options.model.heads, "of attention")->check(CLI::Range(1, 100));
    app.add_option("--dropout", options.model.dropout, "in training")->check(CLI::Range(0.0, 0.99));
    app.add_option("--minibatch", options.minibatch, "windows a step")->check(CLI::Range(1, 100'000));
    app.add_option("--learning-rate", options.learning_rate, "the highest")->check(CLI::PositiveNumber);
    app.add_option("--prompt", options.prompt, "what its samples go on from");
    app.add_option("--threads", options.threads, "they share the work")->check(CLI::Range(1, 1024));
    app.add_option("--seed", options.seed, "of the first weights, the windows and the samples");
    CLI11_PARSE(app, argc, argv);
    return program::status_of([&] { train(options); }, false);
}
