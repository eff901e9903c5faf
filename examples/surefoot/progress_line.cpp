#include "examples/surefoot/progress_line.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace surefoot::program {

namespace {

const std::string gap = "  ";
constexpr std::size_t widest_sparkline = 24, narrowest_sparkline = 8;  // columns

std::size_t columns(std::FILE* terminal) {
    winsize size{};
    return ioctl(fileno(terminal), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string duration(double seconds) {
    const auto s = static_cast<long>(std::min(std::ceil(seconds), 1e9));
    if (s < 60) return fmt::format("{} s", s);
    if (s < 3600) return fmt::format("{}:{:02} min", s / 60, s % 60);
    return fmt::format("{}:{:02} h", s / 3600, s / 60 % 60);
}

}  // namespace

std::string sparkline(const std::vector<double>& values, std::size_t width) {
    static const char* const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const auto first = values.size() > width ? values.end() - static_cast<std::ptrdiff_t>(width) : values.begin();
    std::string line;
    if (first == values.end()) return line;
    const auto [least, greatest] = std::minmax_element(first, values.end());
    for (auto it = first; it != values.end(); ++it) {
        const double height = *greatest > *least ? (*it - *least) / (*greatest - *least) : 1;
        line += bars[std::clamp(static_cast<int>(height * 8), 0, 7)];
    }
    return line;
}

ProgressLine::ProgressLine(std::FILE* out, std::int64_t total_steps)
    : out_(out), terminal_(isatty(fileno(out)) != 0), total_steps_(total_steps) {}

void ProgressLine::remember(const rl::Progress& p) {
    if (p.return_mean) returns_.push_back(*p.return_mean);
    next_logged_ = std::max(next_logged_, p.env_steps);
}

void ProgressLine::update(const rl::Progress& p) {
    if (p.return_mean) returns_.push_back(*p.return_mean);
    const double share = std::min(1.0, static_cast<double>(p.env_steps) / static_cast<double>(total_steps_));
    // What matters most comes first: a narrow terminal shows as many of these as it has room for.
    std::vector<std::string> parts{fmt::format("{:3.0f} %", 100 * share)};
    if (!returns_.empty()) parts.push_back(fmt::format("return {:.1f}", returns_.back()));
    if (p.kl) parts.push_back(p.applied ? fmt::format("KL {:.4f}", *p.kl) : "no step");
    if (p.backtracks && p.applied)
        parts.push_back(*p.backtracks == 0 ? "accepted" : fmt::format("accepted after {}", *p.backtracks));
    parts.push_back(fmt::format("{} left", duration(p.seconds_total * (1 - share) / share)));
    parts.push_back(fmt::format("{} steps", p.env_steps));
    parts.push_back(fmt::format("{:.0f}/s", static_cast<double>(p.env_steps) / std::max(p.seconds_total, 1e-9)));
    parts.push_back(fmt::format("iteration {}", p.iteration));
    if (p.return_mean_100) parts.push_back(fmt::format("last 100: {:.1f}", *p.return_mean_100));
    if (!p.reason.empty()) parts.push_back("no step: " + p.reason);

    // A line that fills a terminal wraps, and \r no longer reaches its beginning. The sparkline keeps some room.
    const std::size_t room = terminal_ ? columns(out_) - 1 : std::string::npos;
    const std::size_t reserved = terminal_ ? narrowest_sparkline + gap.size() : 0;
    std::string line;
    for (const std::string& part : parts)
        if (line.size() + part.size() + gap.size() + reserved <= room) line += (line.empty() ? "" : gap) + part;
    if (terminal_) {
        if (line.size() + gap.size() < room)
            line += gap + sparkline(returns_, std::min(room - line.size() - gap.size(), widest_sparkline));
        std::fputs(("\r\033[K" + line).c_str(), out_);
        open_ = true;
    } else if (p.env_steps >= next_logged_) {  // about twenty lines a run
        std::fputs((line + "\n").c_str(), out_);
        next_logged_ = p.env_steps + total_steps_ / 20;
    }
}

void ProgressLine::finish() {
    if (open_) std::fputs("\n", out_);
    open_ = false;
}

}  // namespace surefoot::program
