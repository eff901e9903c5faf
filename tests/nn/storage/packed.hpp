// For tests: an idx file as its format says, and a text packed by gzip.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace surefoot::tests {

inline std::string idx_file(const std::vector<std::uint32_t>& extents, const std::string& bytes) {
    std::string file{0, 0, 8, static_cast<char>(extents.size())};
    for (const std::uint32_t extent : extents)
        for (const int shift : {24, 16, 8, 0}) file += static_cast<char>(extent >> shift & 255);
    return file + bytes;
}

inline std::string packed(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
    std::string file(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(file.data());
    stream.avail_out = static_cast<uInt>(file.size());
    deflate(&stream, Z_FINISH);
    file.resize(stream.total_out);
    deflateEnd(&stream);
    return file;
}

}  // namespace surefoot::tests
