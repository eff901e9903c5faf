// Window: how a small window slides over an image, as convolutions and pooling see it.   docs/21 §1
#pragma once

#include <array>
#include <string>

#include "autodiff/shape.hpp"

namespace surefoot::ad {

// Two numbers each: for the height and for the width. The image is thought to stand among `padding` rows and columns of zeros
// on each side; the window begins at its upper left corner, moves on by `stride`, and sees every `dilation`-th element.
struct Window {
    std::array<int, 2> kernel;
    std::array<int, 2> stride = {1, 1}, padding = {0, 0}, dilation = {1, 1};

    int elements() const { return kernel[0] * kernel[1]; }
    // How often it fits into an image [.., height, width]: ⌊(image + 2 padding − dilation (kernel − 1) − 1) / stride⌋ + 1 in each
    // direction. Throws ShapeError, naming the op, when it does not fit once, where the image with its padding is larger than an
    // int can count, for a kernel, stride or dilation below 1 and
    // for a padding below 0.
    std::array<int, 2> positions(const char* op, int height, int width) const;
};

// "3x3, stride 1x1, padding 0x0, dilation 1x1"
std::string to_string(const Window& window);

}  // namespace surefoot::ad
