#include "examples/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

namespace surefoot::program {

ProgressBar::ProgressBar(std::FILE* out) : out_(out), terminal_(isatty(fileno(out)) != 0) {}

void ProgressBar::update(const std::string& name, double share, const std::string& figures) {
    const int thousandths = static_cast<int>(std::lround(1000 * share));
    if (!terminal_ || thousandths == drawn_) return;  // a terminal takes longer than a minibatch
    drawn_ = thousandths;
    constexpr int width = 24;
    const auto full = static_cast<std::size_t>(width * share);
    fmt::print(out_, "\r\033[K{} [{:#<{}}{:.<{}}] {}", name, "", full, "", width - full, figures);
    std::fflush(out_);
}

void ProgressBar::finish(const std::string& name, const std::string& figures) {
    fmt::print(out_, "{}{} {}\n", terminal_ ? "\r\033[K" : "", name, figures);
    std::fflush(out_);
    drawn_ = -1;
}

}  // namespace surefoot::program
