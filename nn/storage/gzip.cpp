#include "nn/storage/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace surefoot::nn {
namespace {

class Inflation {
  public:
    explicit Inflation(std::string_view file) : left_(file) {
        if (inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK)  // + 16: gzip's header and end around it
            throw std::runtime_error("gzip: there is no memory to unpack it");
    }
    ~Inflation() { inflateEnd(&stream_); }
    Inflation(const Inflation&) = delete;
    Inflation& operator=(const Inflation&) = delete;

    // Appends what comes next, until `text` has `size` bytes or the end has come.
    void unpack(std::string& text, std::uint64_t size) {
        while (!ended_ && text.size() < size) {
            const std::size_t have = text.size();
            text.resize(std::min<std::uint64_t>(size, std::max<std::uint64_t>(least, 2 * have)));
            text.resize(have + some(text.data() + have, text.size() - have));
        }
    }
    bool ended() const { return ended_; }
    bool anything_left() const { return !left_.empty(); }

  private:
    static constexpr std::uint64_t least = 1 << 16;

    // zlib counts in 32 bits, so a large file goes in and comes out in several steps.
    std::size_t some(char* out, std::size_t room) {
        const auto counted = [](std::size_t size) {
            return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
        };
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(left_.data()));  // which it only reads
        stream_.avail_in = counted(left_.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out);
        stream_.avail_out = counted(room);
        const uInt in = stream_.avail_in, out_before = stream_.avail_out;
        const int status = inflate(&stream_, Z_NO_FLUSH);
        left_.remove_prefix(in - stream_.avail_in);
        if (status == Z_BUF_ERROR) throw std::runtime_error("gzip: it is cut off");
        if (status != Z_OK && status != Z_STREAM_END)
            throw std::runtime_error(fmt::format("gzip: it is damaged: {}", stream_.msg ? stream_.msg : "no memory"));
        ended_ = status == Z_STREAM_END;
        return out_before - stream_.avail_out;
    }

    std::string_view left_;
    z_stream stream_{};
    bool ended_ = false;
};

}  // namespace

bool is_gzip(std::string_view file) { return file.starts_with("\x1f\x8b"); }

std::string gunzip(std::string_view file, std::uint64_t limit) {
    Inflation inflation(file);
    std::string text;
    inflation.unpack(text, limit + 1);  // one more, so that the end is seen where there are just so many
    if (text.size() > limit) throw std::runtime_error(fmt::format("gzip: more than {} bytes are in it", limit));
    if (inflation.anything_left()) throw std::runtime_error("gzip: something stands behind its end");
    return text;
}

std::string gunzip_beginning(std::string_view file, std::uint64_t count) {
    Inflation inflation(file);
    std::string text;
    inflation.unpack(text, count);
    return text;
}

}  // namespace surefoot::nn
