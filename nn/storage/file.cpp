#include "nn/storage/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace surefoot::nn {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, const char* what) {
    throw std::runtime_error(fmt::format("{}: it cannot be {}: {}", path.string(), what, std::strerror(errno)));
}

// A descriptor that is closed at the end, however it comes.
struct Descriptor {
    int number;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

void write_all(int descriptor, std::string_view text, const fs::path& path) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(path, "written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

std::string read_file(const fs::path& path, std::uint64_t limit) {
    // Without waiting for whoever would write into a pipe of that name
    const Descriptor opened{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (opened.number < 0) fail(path, "read");
    struct stat status {};
    if (::fstat(opened.number, &status) != 0) fail(path, "read");
    if (!S_ISREG(status.st_mode)) throw std::runtime_error(fmt::format("{}: it is not a file", path.string()));
    if (static_cast<std::uint64_t>(status.st_size) > limit)
        throw std::runtime_error(
            fmt::format("{}: it has {} bytes, and at most {} can be", path.string(), status.st_size, limit));
    std::string contents(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t have = 0;
    while (have < contents.size()) {
        const ssize_t got = ::read(opened.number, contents.data() + have, contents.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(path, "read");
        if (got == 0) break;  // it was cut meanwhile
        have += static_cast<std::size_t>(got);
    }
    contents.resize(have);
    return contents;
}

namespace {

// Where a path leads, through symbolic links, whether or not there is something yet.
fs::path target_of(const fs::path& path) {
    std::error_code none;  // what is not there is no link
    fs::path target = path;
    for (int links = 0; links < 40 && fs::is_symlink(target, none); ++links)
        target = target.parent_path() / fs::read_symlink(target);  // an absolute one takes the place of all
    return target;
}

bool can_be_replaced(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    return !fs::exists(status) || fs::is_regular_file(status) ||
           fs::is_directory(status);  // of which rename says why not
}

void write_into(const fs::path& path, std::string_view contents) {
    const Descriptor opened{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
    if (opened.number < 0) fail(path, "written");
    write_all(opened.number, contents, path);
}

}  // namespace

// #region replace_file
void replace_file(const fs::path& link, std::string_view contents) {
    const fs::path path = target_of(link);
    if (!can_be_replaced(path)) return write_into(path, contents);
    const fs::path beside = path.string() + ".part";
    try {
        const Descriptor opened{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
        if (opened.number < 0) fail(path, "written");
        write_all(opened.number, contents, path);
        if (::fsync(opened.number) != 0) fail(path, "written");
        if (::rename(beside.c_str(), path.c_str()) != 0) fail(path, "written");
    } catch (...) {
        ::unlink(beside.c_str());
        throw;
    }
    flush_folder(path.has_parent_path() ? path.parent_path() : ".");
}
// #endregion replace_file

void flush_folder(const fs::path& folder) {
    const Descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.number < 0) fail(folder, "opened");
    if (::fsync(opened.number) != 0 && errno != EINVAL) fail(folder, "flushed");  // EINVAL: there is no need to
}

void keep_copy(const fs::path& path, const fs::path& copy) {
    if (!fs::exists(path)) return;
    const fs::path beside = copy.string() + ".part";
    ::unlink(beside.c_str());
    const int linked = ::linkat(AT_FDCWD, path.c_str(), AT_FDCWD, beside.c_str(), AT_SYMLINK_FOLLOW);
    if (linked != 0) {  // a file system without a second name for a file, or a link to another one
        std::error_code error;
        fs::copy_file(path, beside, fs::copy_options::overwrite_existing, error);
        if (error) throw std::runtime_error(fmt::format("{}: it cannot be copied: {}", path.string(), error.message()));
    }
    if (::rename(beside.c_str(), copy.c_str()) != 0) fail(copy, "written");
    ::unlink(beside.c_str());  // renaming one name of a file over another of the same file leaves both
}

GrowingFile::GrowingFile(const fs::path& path)
    : path_(path), descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) fail(path, "written");
    Descriptor closed{descriptor_};  // unless all goes well
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            throw std::runtime_error(fmt::format("{}: another process is writing it", path.string()));
        fail(path, "locked");
    }
    closed.number = -1;
}

GrowingFile::GrowingFile(GrowingFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
GrowingFile::~GrowingFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void GrowingFile::cut(std::uint64_t keep) {
    if (::ftruncate(descriptor_, static_cast<off_t>(keep)) != 0) fail(path_, "cut");
}
void GrowingFile::append(std::string_view text) { write_all(descriptor_, text, path_); }
void GrowingFile::flush() {
    if (::fsync(descriptor_) != 0) fail(path_, "flushed");
}

}  // namespace surefoot::nn
