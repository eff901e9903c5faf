// Pictures as a page and an SVG can hold them.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "autodiff/function_ref.hpp"

namespace surefoot::fashion {

using Colour = std::array<std::uint8_t, 3>;  // red, green, blue

// The address of a picture that stands in the page itself: a BMP of 24 bits a pixel, in Base64. colour(i) is that of pixel i,
// row by row from the upper left.
std::string picture_address(int rows, int columns, ad::FunctionRef<Colour(int i)> colour);

std::string base64(const std::string& bytes);  // https://www.rfc-editor.org/rfc/rfc4648

}  // namespace surefoot::fashion
