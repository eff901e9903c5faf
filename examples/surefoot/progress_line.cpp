#include "examples/surefoot/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace surefoot {

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

ProgressLine::ProgressLine(std::FILE* out, long total_steps)
    : out_(out), terminal_(isatty(fileno(out)) != 0), total_steps_(total_steps) {}

void ProgressLine::update(const rl::Progress& p) {
    if (p.return_mean) returns_.push_back(*p.return_mean);
    const double share = std::min(1.0, static_cast<double>(p.env_steps) / static_cast<double>(total_steps_));
    std::string line = fmt::format("{:3.0f} %  iteration {:4}  steps {:7}  ", 100 * share, p.iteration, p.env_steps);
    line += p.return_mean ? fmt::format("return {:6.1f}", *p.return_mean) : "return      –";
    if (p.return_mean_100) line += fmt::format(" (last 100: {:5.1f})", *p.return_mean_100);
    if (p.kl) line += fmt::format("  KL {:.4f}", *p.kl);
    if (!p.applied) line += "  no step";
    line += fmt::format("  {:.0f} steps/s", static_cast<double>(p.env_steps) / std::max(p.seconds_total, 1e-9));
    if (terminal_) {
        fmt::print(out_, "\r\033[K{}  {}", line, sparkline(returns_, 24));
        open_ = true;
    } else if (p.env_steps >= next_logged_) {  // about twenty lines a run
        fmt::print(out_, "{}\n", line);
        next_logged_ = p.env_steps + total_steps_ / 20;
    }
    std::fflush(out_);
}

void ProgressLine::finish() {
    if (open_) fmt::print(out_, "\n");
    open_ = false;
}

}  // namespace surefoot
