// 07  Fashion-MNIST: a network learns to tell ten kinds of clothes apart, and its mistakes are shown.
//
// The same engine without any reinforcement learning: labelled pictures, minibatches whose gradients the threads share, AdamW
// with a learning rate that warms up and falls, and figures of what came of it. The numbers are the same to the last bit
// for any number of threads.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "examples/07_fashion_mnist/dataset.hpp"
#include "examples/07_fashion_mnist/figures.hpp"
#include "examples/07_fashion_mnist/training.hpp"
#include "examples/progress_bar.hpp"
#include "examples/surefoot/page.hpp"
#include "examples/surefoot/process.hpp"
#include "nn/parallel/workers.hpp"
#include "nn/storage/archive.hpp"
#include "nn/storage/file.hpp"

using namespace surefoot;

namespace {

struct Options {
    std::string data = fashion::data_folder, out = "runs/fashion_mnist";
    int epochs = 9, images = 0, minibatch = 128, threads = nn::cores();
    double learning_rate = 3e-3;
    std::uint64_t seed = 1;
};

std::string said(const fashion::Score& score) {
    return fmt::format("loss {:.4f}  accuracy {:5.2f} %", score.loss, 100 * score.accuracy);
}

void train(const Options& options) {
    const fashion::Dataset data = fashion::load(options.data);
    const fashion::Network network(data.train.rows(), data.train.columns(), data.train.classes());
    const int all = data.train.size(), images = options.images == 0 ? all : std::min(options.images, all);
    const long steps = (images + options.minibatch - 1) / options.minibatch * long{options.epochs};
    fmt::print("{} pictures to learn from, {} to test with, {} parameters, {} steps\n", images, data.test.size(),
               network.layout().size(), steps);

    nn::set_threads(options.threads);
    const long warm = std::max(1L, steps / 20);
    fashion::Training training(network, data.train, {.images = images, .minibatch = options.minibatch},
                               nn::warm_up(warm, nn::cosine_rate(options.learning_rate, 0, std::max(1L, steps - warm))),
                               options.seed);
    program::ProgressBar bar(stdout);
    std::vector<fashion::Score> train, test;
    fashion::Answers answers;
    for (int epoch = 1; epoch <= options.epochs; ++epoch) {
        const std::string name = fmt::format("epoch {}/{}", epoch, options.epochs);
        train.push_back(
            training.epoch([&](double share, const fashion::Score& so_far) { bar.update(name, share, said(so_far)); }));
        answers = fashion::answers(network, training.theta(), data.test);
        test.push_back(answers.score);
        bar.finish(name, fmt::format("{}   test: {}", said(train.back()), said(test.back())));
    }

    const std::filesystem::path out = options.out;
    std::filesystem::create_directories(out);
    std::vector<std::string> figures;
    const auto figure = [&](const char* name, const char* shows, const std::string& svg) {
        nn::replace_file(out / name, svg);
        figures.push_back(program::svg_image(svg, shows));
    };
    figure("learning_curves.svg", "loss and accuracy after each epoch", fashion::learning_curves(train, test));
    figure("confusion_matrix.svg", "what is taken for what", fashion::confusion_matrix(data.test, answers.chosen));
    figure("filters.svg", "the weights of the first layer",
           fashion::filter_pictures(network.filters(training.theta())));
    nn::SafeTensors parameters;
    ad::Tensor theta = training.theta();
    nn::Archive::saving(parameters)(network.layout(), theta);
    nn::save_safetensors(out / "network.safetensors", parameters);
    nn::replace_file(out / "mistakes.html", fashion::mistakes_page(data.test, answers, figures));
    fmt::print("{}: what it takes for what; beside it three figures and the parameters\n",
               (out / "mistakes.html").string());
}

}  // namespace

int main(int argc, char** argv) {
    program::settle_process();
    program::set_name("07_fashion_mnist");
    Options options;
    CLI::App app{"A network learns to tell ten kinds of clothes apart"};
    app.add_option("--data", options.data, "the folder with the four files")->capture_default_str();
    app.add_option("--out", options.out, "the folder for the page, the figures and the parameters")
        ->capture_default_str();
    app.add_option("--epochs", options.epochs, "how often each picture is seen")->check(CLI::Range(1, 1000));
    app.add_option("--images", options.images, "how many to learn from; 0: all")->check(CLI::NonNegativeNumber);
    app.add_option("--minibatch", options.minibatch, "pictures a step")->check(CLI::Range(1, 100'000));
    app.add_option("--learning-rate", options.learning_rate, "the highest")->check(CLI::PositiveNumber);
    app.add_option("--threads", options.threads, "they share the work")->check(CLI::Range(1, 1024));
    app.add_option("--seed", options.seed, "of the first weights and the orders");
    CLI11_PARSE(app, argc, argv);
    return program::status_of([&] { train(options); }, false);
}
