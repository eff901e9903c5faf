#include "examples/watch/player.hpp"

#include <fmt/format.h>

#include <cmath>

#include "examples/plot/chart.hpp"

namespace surefoot::watch {
namespace {

const char* name(Colour colour) {
    static constexpr const char* names[] = {"ground", "shadow",     "mark",       "fixture",     "body",
                                            "limb",   "other-limb", "third-limb", "fourth-limb", "target"};
    return names[static_cast<int>(colour)];
}

std::string list(const std::vector<std::string>& items) {
    std::string text = "[";
    for (const std::string& item : items) (text += text.size() == 1 ? "" : ",") += item;
    return text + "]";
}

std::string list(const std::vector<long>& numbers) {
    std::vector<std::string> items;
    for (const long number : numbers) items.push_back(std::to_string(number));
    return list(items);
}

// All that is measured becomes whole numbers of a unit, which are short and finer than a pixel.
class Rounded {
  public:
    explicit Rounded(double unit) : unit_(unit) {}

    long operator()(double value) const { return std::lround(value / unit_); }
    void append(std::vector<long>& numbers, const std::vector<Point>& points) const {
        for (const Point& p : points) numbers.insert(numbers.end(), {(*this)(p.x), (*this)(p.y)});
    }

  private:
    double unit_;
};

// Rows of so many numbers, each but the first as what it adds to the row before: most are small then, or zero.
std::vector<long> differences(const std::vector<long>& rows, std::size_t width) {
    std::vector<long> result = rows;
    for (std::size_t i = width; i < rows.size(); ++i) result[i] -= rows[i - width];
    return result;
}

}  // namespace

std::string json(const Scene& scene) {
    const double unit = scene.view.height / 2000;
    const Rounded rounded(unit), cents(0.01);
    const auto shape_json = [&](const Shape& shape, const std::string& more) {
        return fmt::format(R"({{"colour":"{}","radius":{},"filled":{},"points":{}{}}})", name(shape.colour),
                           rounded(shape.radius), shape.filled, shape.outline.size(), more);
    };
    std::vector<std::string> still, labels, moving;
    for (const Shape& shape : scene.backdrop.shapes) {
        std::vector<long> at;
        rounded.append(at, shape.outline);
        still.push_back(shape_json(shape, ",\"at\":" + list(at)));
    }
    for (const Label& label : scene.backdrop.labels)
        labels.push_back(fmt::format(R"({{"at":[{},{}],"text":{}}})", rounded(label.at.x), rounded(label.at.y),
                                     plot::json_string(label.text)));
    for (const Shape& shape : scene.pictures[0].shapes) moving.push_back(shape_json(shape, ""));

    std::vector<long> frames, returns;
    for (const Picture& picture : scene.pictures) {
        rounded.append(frames, {picture.camera});
        for (const Shape& shape : picture.shapes) rounded.append(frames, shape.outline);
    }
    for (const double value : scene.returns) returns.push_back(cents(value));
    return fmt::format(
        R"({{"width":{:.6g},"height":{:.6g},"seconds":{:.6g},"unit":{:.6g},"end":"{}","still":{},"labels":{},)"
        R"("moving":{},"returns":{},"frames":{}}})",
        scene.view.width, scene.view.height, scene.view.seconds_per_step, unit,
        scene.terminated ? "terminated" : "truncated: the time is up", list(still), list(labels), list(moving),
        list(differences(returns, 1)), list(differences(frames, frames.size() / scene.pictures.size())));
}

std::string player(const Scene& scene, const std::string& who, bool alone) {
    return fmt::format(
        "<figure class=\"player\"{0}>\n"
        "<canvas role=\"img\" tabindex=\"0\" aria-label=\"Animation: {1} in {2}, an episode of {3} steps with a return "
        "of "
        "{4:.1f}\"></canvas>\n"
        "<div class=\"controls\"><button type=\"button\">Play</button>\n"
        "<input type=\"range\" min=\"0\" value=\"0\" aria-label=\"step\">\n"
        "<label>speed <select><option value=\"0.1\">1/10</option><option value=\"0.25\">1/4</option>"
        "<option value=\"0.5\">1/2</option><option value=\"1\" selected>1</option><option value=\"2\">2</option>"
        "<option value=\"4\">4</option><option value=\"10\">10</option></select></label></div>\n"
        "<figcaption><span></span><span></span><span></span><span></span></figcaption>\n"
        "<script type=\"application/json\">{5}</script>\n<script>\n{6}</script>\n</figure>\n",
        alone ? " data-alone=\"true\"" : "", who, scene.env, scene.pictures.size() - 1, scene.returns.back(),
        json(scene), player_js);
}

}  // namespace surefoot::watch
