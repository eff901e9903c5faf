#include "examples/watch/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <thread>
#include <utility>

namespace surefoot::watch {
namespace {

// How far p is from the line between a and b.
double distance(Point p, Point a, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
    const double t = length2 > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0) : 0;
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

// Whether a ray from p crosses the closed outline an odd number of times.
bool inside(Point p, const std::vector<Point>& outline) {
    bool in = false;
    for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
        const auto [a, b] = std::pair(outline[i], outline[j]);
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) in = !in;
    }
    return in;
}

class Dots {
  public:
    Dots(const View& view, Point camera, int columns, int lines)
        : pitch_(std::max(view.width / (2 * columns), view.height / (4 * lines))),
          width_(2 * static_cast<int>(std::ceil(view.width / pitch_ / 2))),
          height_(4 * static_cast<int>(std::ceil(view.height / pitch_ / 4))),
          west_(camera.x - width_ * pitch_ / 2),
          north_(camera.y + height_ * pitch_ / 2),
          set_(static_cast<std::size_t>(width_ * height_)) {}

    // No shape is so thin that it falls between the dots.
    void draw(const Shape& shape, bool filled) {
        const double radius = std::max(shape.radius, 0.55 * pitch_);
        double left = INFINITY, right = -INFINITY, top = -INFINITY, bottom = INFINITY;
        for (const Point& p : shape.outline) {
            left = std::min(left, p.x), right = std::max(right, p.x);
            top = std::max(top, p.y), bottom = std::min(bottom, p.y);
        }
        const auto column = [&](double x) {
            return static_cast<int>(std::clamp((x - west_) / pitch_, 0.0, width_ - 1.0));
        };
        const auto row = [&](double y) {
            return static_cast<int>(std::clamp((north_ - y) / pitch_, 0.0, height_ - 1.0));
        };
        for (int r = row(top + radius); r <= row(bottom - radius); ++r)
            for (int c = column(left - radius); c <= column(right + radius); ++c)
                if (covers(shape, radius, filled, {west_ + (c + 0.5) * pitch_, north_ - (r + 0.5) * pitch_}))
                    set_[static_cast<std::size_t>(r * width_ + c)] = true;
    }

    std::vector<std::string> text() const {
        // In Unicode's order of the dots the lowest row comes last, for it was added later.
        static constexpr int bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
        std::vector<std::string> lines;
        for (int r = 0; r < height_; r += 4) {
            lines.emplace_back();
            for (int c = 0; c < width_; c += 2) {
                int dots = 0;
                for (int i = 0; i < 4; ++i)
                    for (int j = 0; j < 2; ++j)
                        if (set_[static_cast<std::size_t>((r + i) * width_ + c + j)]) dots += bit[i][j];
                // U+2800 and what follows, as UTF-8; a space where there is no dot.
                lines.back() += dots == 0 ? " "
                                          : std::string{'\xE2', static_cast<char>(0xA0 + dots / 64),
                                                        static_cast<char>(0x80 + dots % 64)};
            }
        }
        return lines;
    }

  private:
    static bool covers(const Shape& shape, double radius, bool filled, Point p) {
        const std::vector<Point>& outline = shape.outline;
        if (outline.size() == 1) return distance(p, outline[0], outline[0]) <= radius;
        for (std::size_t i = shape.filled ? 0 : 1; i < outline.size(); ++i)
            if (distance(p, outline[i == 0 ? outline.size() - 1 : i - 1], outline[i]) <= radius) return true;
        return filled && inside(p, outline);
    }

    double pitch_;  // m between two dots
    int width_, height_;
    double west_, north_;
    std::vector<bool> set_;  // [height, width]
};

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// While it lives, the cursor is hidden and Ctrl-C does no more than ask for an end.
class Stage {
  public:
    explicit Stage(std::FILE* out) : out_(out) {
        interrupted = false;
        interrupt_ = std::signal(SIGINT, [](int) { interrupted = true; });
        terminate_ = std::signal(SIGTERM, [](int) { interrupted = true; });
        std::fputs("\033[?25l", out_);
    }
    ~Stage() {
        std::fputs("\033[?25h", out_);  // not what throws: this may be the way out from a terminal that is gone
        std::fflush(out_);
        std::signal(SIGINT, interrupt_);
        std::signal(SIGTERM, terminate_);
    }
    Stage(const Stage&) = delete;

  private:
    std::FILE* out_;
    void (*interrupt_)(int);
    void (*terminate_)(int);
};

}  // namespace

std::vector<std::string> braille(const Scene& scene, const Picture& picture, int columns, int lines) {
    Dots dots(scene.view, picture.camera, columns, lines);
    for (const Shape& shape : scene.backdrop.shapes) dots.draw(shape, false);
    for (const Shape& shape : picture.shapes) dots.draw(shape, shape.filled);
    return dots.text();
}

namespace {

// What the terminal has room for now: columns, and lines of dots.
std::pair<int, int> room(std::FILE* out) {
    winsize size{};
    const bool known = ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
    return {std::clamp((known ? size.ws_col : 80) - 1, 1, 100),  // a full line would wrap
            std::clamp((known ? size.ws_row : 24) - 2, 1, 19)};
}

}  // namespace

bool play(const Scene& scene, std::FILE* out) {
    if (isatty(fileno(out)) == 0) return true;

    // At most some 30 pictures a second, whatever a step takes.
    const double seconds = scene.view.seconds_per_step;
    const auto stride = static_cast<std::size_t>(std::max(1.0, std::ceil(1.0 / 30 / seconds - 1e-9)));
    const std::size_t last = scene.pictures.size() - 1;
    const Stage stage(out);
    const auto start = std::chrono::steady_clock::now();
    std::size_t above = 0;  // lines of the picture before
    for (std::size_t step = 0; !interrupted; step = std::min(step + stride, last)) {
        const auto [columns, lines] = room(out);
        const std::vector<std::string> rows = braille(scene, scene.pictures[step], columns, lines);
        const std::string status = fmt::format("return {:.1f}   step {} of {}   {:.1f} s", scene.returns[step], step,
                                               last, static_cast<double>(step) * seconds);
        std::string text = above > 0 ? fmt::format("\033[{}A\033[J", above) : "";
        for (const std::string& row : rows) text += fmt::format("\r{}\033[K\n", row);
        text += fmt::format("\r{}\033[K\n", status.substr(0, static_cast<std::size_t>(columns)));
        above = rows.size() + 1;
        if (std::fputs(text.c_str(), out) < 0 || std::fflush(out) != 0) break;
        if (step == last) break;
        std::this_thread::sleep_until(start +
                                      std::chrono::duration<double>(static_cast<double>(step + stride) * seconds));
    }
    return !interrupted;
}

}  // namespace surefoot::watch
