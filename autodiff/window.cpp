#include "autodiff/window.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "autodiff/error.hpp"

namespace surefoot::ad {

std::array<int, 2> Window::positions(const char* op, int height, int width) const {
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    if (std::int64_t{kernel[0]} * kernel[1] > most)
        throw ShapeError(
            fmt::format("{}: a window of {}: more elements than an index can count", op, to_string(*this)));
    const std::array<int, 2> image{height, width};
    std::array<int, 2> count{};
    for (std::size_t k = 0; k < 2; ++k) {
        if (kernel[k] < 1 || stride[k] < 1 || dilation[k] < 1 || padding[k] < 0)
            throw ShapeError(
                fmt::format("{}: a window of {}: kernel, stride and dilation are at least 1, padding at least 0", op,
                            to_string(*this)));
        const std::int64_t padded = image[k] + 2 * std::int64_t{padding[k]};
        const std::int64_t room = padded - dilation[k] * (std::int64_t{kernel[k]} - 1);
        if (room < 1)
            throw ShapeError(fmt::format("{}: a window of {} does not fit into an image of {}x{}", op, to_string(*this),
                                         height, width));
        if (padded > most)
            throw ShapeError(
                fmt::format("{}: a window of {}: more positions than an index can count", op, to_string(*this)));
        count[k] = static_cast<int>((room - 1) / stride[k] + 1);
    }
    return count;
}

std::string to_string(const Window& w) {
    return fmt::format("{}x{}, stride {}x{}, padding {}x{}, dilation {}x{}", w.kernel[0], w.kernel[1], w.stride[0],
                       w.stride[1], w.padding[0], w.padding[1], w.dilation[0], w.dilation[1]);
}

}  // namespace surefoot::ad
