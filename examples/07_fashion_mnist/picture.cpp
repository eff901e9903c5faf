#include "examples/07_fashion_mnist/picture.hpp"

namespace surefoot::fashion {
namespace {

void append(std::string& file, std::uint32_t value, int bytes) {  // the least first
    for (int i = 0; i < bytes; ++i) file += static_cast<char>(value >> 8 * i & 255);
}

}  // namespace

std::string base64(const std::string& bytes) {
    static const char* const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t k = i; k < i + 3; ++k)
            three = three << 8 | (k < bytes.size() ? static_cast<std::uint8_t>(bytes[k]) : 0);
        for (std::size_t k = 0; k < 4; ++k) text += k <= bytes.size() - i ? digits[three >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

std::string picture_address(int rows, int columns, ad::FunctionRef<Colour(int i)> colour) {
    const int line = (3 * columns + 3) / 4 * 4;  // of whole words
    const auto size = static_cast<std::uint32_t>(rows * line);
    std::string file = "BM";
    append(file, 54 + size, 4), append(file, 0, 4), append(file, 54, 4);  // where the pixels begin
    append(file, 40, 4);                                                  // the length of what follows
    append(file, static_cast<std::uint32_t>(columns), 4), append(file, static_cast<std::uint32_t>(rows), 4);
    append(file, 1, 2), append(file, 24, 2), append(file, 0, 4);  // one plane, bits a pixel, not packed
    append(file, size, 4);
    for (const std::uint32_t none : {0, 0, 0, 0}) append(file, none, 4);  // no resolution, no palette
    for (int row = rows - 1; row >= 0; --row) {                           // the lowest comes first
        for (int i = row * columns; i < (row + 1) * columns; ++i) {
            const auto [red, green, blue] = colour(i);
            for (const std::uint8_t part : {blue, green, red}) file += static_cast<char>(part);
        }
        file.append(static_cast<std::size_t>(line - 3 * columns), '\0');
    }
    return "data:image/bmp;base64," + base64(file);
}

}  // namespace surefoot::fashion
