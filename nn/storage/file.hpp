// Files, written so that a crash at any instant leaves the old contents or the new, and read within bounds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace surefoot::nn {

// All functions throw std::runtime_error, with the path and the system's reason.

// The contents of a regular file of at most `limit` bytes.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit);

// Writes beside the file (path + ".part"), flushes that to the disk, renames it over the file, and flushes the folder.
// When it throws, the file is as it was and nothing is left beside it. A symbolic link stays one: what it leads to is
// replaced. What is no regular file, a pipe or a device, cannot be replaced and is written into.
void replace_file(const std::filesystem::path& path, std::string_view contents);

// Lets `copy` be what the file is now, whatever replaces the file later. There is no instant at which either is missing
// or half of one. Does nothing when there is no file.
void keep_copy(const std::filesystem::path& path, const std::filesystem::path& copy);

// Makes the names in a folder last: those of files that were made, renamed or removed in it.
void flush_folder(const std::filesystem::path& folder);

// A file that grows at its end, and that one process at a time may write.
class GrowingFile {
  public:
    // Opens the file, or makes it, and leaves what is in it. Throws when another process has it open so.
    explicit GrowingFile(const std::filesystem::path& path);
    ~GrowingFile();
    GrowingFile(GrowingFile&& other) noexcept;
    GrowingFile& operator=(GrowingFile&&) = delete;

    void cut(std::uint64_t keep);        // to its first bytes
    void append(std::string_view text);  // other programs see it when this returns
    void flush();                        // and it is on the disk when this returns

  private:
    std::filesystem::path path_;
    int descriptor_;  // -1 when moved from
};

}  // namespace surefoot::nn
