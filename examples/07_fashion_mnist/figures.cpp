#include "examples/07_fashion_mnist/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "autodiff/arithmetic.hpp"
#include "examples/07_fashion_mnist/dataset.hpp"
#include "examples/07_fashion_mnist/picture.hpp"
#include "examples/plot/figure.hpp"
#include "examples/surefoot/page.hpp"

namespace surefoot::fashion {
namespace {

// An SVG of this size. As of gnuplot's figures the background is the page's, and the text black.
std::string svg(int width, int height, const std::string& body) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
        "font-family=\"sans-serif\" font-size=\"13\">\n{2}</svg>\n",
        width, height, body);
}

std::string text(int x, int y, const char* anchor, const std::string& words, const std::string& more = "") {
    return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor, more,
                       program::escaped(words));
}

plot::Panel panel(const std::string& title, const std::string& y_label, const std::vector<Score>& train,
                  const std::vector<Score>& test, double Score::*quantity) {
    plot::Panel p{.title = title, .x_label = "epoch", .y_label = y_label};
    for (const auto& [name, scores] : {std::pair{"training", &train}, {"test", &test}}) {
        plot::Curve curve{.name = name};
        for (std::size_t i = 0; i < scores->size(); ++i)
            curve.x.push_back(static_cast<double>(i + 1)), curve.y.push_back((*scores)[i].*quantity);
        p.curves.push_back(std::move(curve));
    }
    return p;
}

// Of a weight as a share of the largest, −1 to 1: from blue over white to red.
Colour diverging(double share) {
    const auto fading = static_cast<std::uint8_t>(std::lround(255 * (1 - std::min(1.0, std::abs(share)))));
    return share < 0 ? Colour{fading, fading, 255} : Colour{255, fading, fading};
}

}  // namespace

std::string learning_curves(const std::vector<Score>& train, const std::vector<Score>& test) {
    return plot::svg({.panels = {panel("Loss", "cross entropy, nats", train, test, &Score::loss),
                                 panel("Accuracy", "share that is right", train, test, &Score::accuracy)},
                      .panel_width = 420,
                      .panel_height = 360,
                      .transparent = true});
}

std::string confusion_matrix(const nn::ImageSet& set, const std::vector<int>& chosen) {
    const auto classes = class_names.size();
    std::vector<std::vector<int>> counts(classes, std::vector<int>(classes));
    for (int i = 0; i < set.size(); ++i)
        ++counts[static_cast<std::size_t>(set.label(i))][static_cast<std::size_t>(chosen[static_cast<std::size_t>(i)])];
    constexpr int cell = 44, left = 90, top = 100;
    const int side = cell * static_cast<int>(classes);
    std::string body = text(left + side / 2, 18, "middle", "taken for") + text(8, top - 10, "start", "it is");
    for (std::size_t i = 0; i < classes; ++i) {
        const int at = static_cast<int>(i) * cell + cell / 2;
        body += text(left - 8, top + at + 5, "end", class_names[i]);
        body += text(0, 0, "start", class_names[i],
                     fmt::format(" transform=\"translate({} {}) rotate(-45)\"", left + at, top - 8));
        const int total = std::accumulate(counts[i].begin(), counts[i].end(), 0);
        for (std::size_t j = 0; j < classes; ++j) {
            const double share = static_cast<double>(counts[i][j]) / std::max(1, total);
            const int x = left + static_cast<int>(j) * cell, y = top + static_cast<int>(i) * cell;
            body += fmt::format(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" fill-opacity=\"{:.3f}\" "
                "stroke=\"#888\" stroke-width=\"0.5\"/>\n",
                x, y, cell, cell, i == j ? "#2a78b5" : "#d1495b", std::sqrt(share) * 0.8);
            if (counts[i][j] > 0)
                body += text(x + cell / 2, y + cell / 2 + 5, "middle", fmt::format("{}", counts[i][j]));
        }
    }
    return svg(left + side + 50, top + side + 10, body);
}

std::string filter_pictures(const ad::Tensor& filters) {
    const int count = filters.shape()[0], rows = filters.shape()[1], columns = filters.shape()[2];
    constexpr int across = 16, side = 48, gap = 4;
    std::string body;
    for (int k = 0; k < count; ++k) {
        const ad::Tensor filter = filters.rows(k, k + 1);
        const double most = std::max(ad::max_norm(filter), 1e-300);
        body += fmt::format(
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" style=\"image-rendering: pixelated\" href=\"{}\"/>\n",
            gap + k % across * (side + gap), gap + k / across * (side + gap), side, side,
            picture_address(rows, columns, [&](int i) { return diverging(double{filter[i]} / most); }));
    }
    return svg(gap + std::min(count, across) * (side + gap), gap + (count + across - 1) / across * (side + gap), body);
}

std::string mistakes_page(const nn::ImageSet& set, const Answers& answers, const std::vector<std::string>& figures,
                          int most) {
    static const char* const style = R"(
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 1rem; }
.mistakes figure { margin: 0; font-size: 0.85rem; line-height: 1.3; }
.mistakes img { width: 100%; max-width: 8rem; image-rendering: pixelated; border: 1px solid var(--line); display: block; }
)";
    const auto name = [](int label) { return class_names[static_cast<std::size_t>(label)]; };
    std::vector<int> wrong;
    for (int i = 0; i < set.size(); ++i)
        if (answers.chosen[static_cast<std::size_t>(i)] != set.label(i)) wrong.push_back(i);
    const auto surest = [&](int i) { return -answers.probability[static_cast<std::size_t>(i)]; };
    std::ranges::stable_sort(wrong, {}, surest);
    const std::string title = fmt::format("Fashion-MNIST: {} of {} taken for something else", wrong.size(), set.size());
    wrong.resize(std::min(wrong.size(), static_cast<std::size_t>(most)));

    std::string body = fmt::format(
        "<p>Of the pictures that it was not trained on, {:.2f} % are taken for what they "
        "are.</p>\n<div class=\"charts\">\n",
        100 * answers.score.accuracy);
    for (const std::string& figure : figures) body += figure;
    body += fmt::format("</div>\n<h2>The {} mistakes of which the network was surest</h2>\n<div class=\"mistakes\">\n",
                        wrong.size());
    for (const int i : wrong) {
        const int chosen = answers.chosen[static_cast<std::size_t>(i)];
        const std::string said = fmt::format("{}, taken for {} with {:.0f} %", name(set.label(i)), name(chosen),
                                             100 * answers.probability[static_cast<std::size_t>(i)]);
        const std::string picture = picture_address(set.rows(), set.columns(), [pixels = set.pixels(i)](int k) {
            const std::uint8_t grey = pixels[static_cast<std::size_t>(k)];
            return Colour{grey, grey, grey};
        });
        body += fmt::format("<figure><img alt=\"number {}\" src=\"{}\"><figcaption>{}</figcaption></figure>\n", i,
                            picture, program::escaped(said));
    }
    return program::html_page(title, std::string(program::charts_style) + style, body + "</div>\n");
}

}  // namespace surefoot::fashion
