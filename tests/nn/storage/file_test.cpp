#include "nn/storage/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <random>
#include <stdexcept>

using namespace surefoot;

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(file)

namespace {

struct Directory {
    fs::path path = fs::temp_directory_path() / fmt::format("surefoot-file-{}", std::random_device{}());
    Directory() { fs::create_directories(path); }
    ~Directory() { fs::remove_all(path); }
    long entries() const { return std::distance(fs::directory_iterator(path), {}); }
};

// No file can grow beyond so many bytes, as on a disk that is full.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit less{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &less);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

  private:
    rlimit before_{};
    void (*handler_)(int);
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_file_is_replaced_whole, Directory) {
    nn::replace_file(path / "x", "one");
    nn::replace_file(path / "x", "two\0!");
    BOOST_TEST(nn::read_file(path / "x", 100) == "two");
    BOOST_TEST(entries() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_leaves_the_file_as_it_was, Directory) {
    nn::replace_file(path / "x", "precious");
    {
        const FullDisk full(1000);
        BOOST_CHECK_THROW(nn::replace_file(path / "x", std::string(2000, 'y')), std::runtime_error);
        nn::GrowingFile file(path / "rows");
        BOOST_CHECK_THROW(file.append(std::string(2000, 'y')), std::runtime_error);
        fs::remove(path / "rows");
    }
    BOOST_TEST(nn::read_file(path / "x", 100) == "precious");
    BOOST_TEST(entries() == 1);  // nothing half-written is left
}

BOOST_FIXTURE_TEST_CASE(a_copy_keeps_what_the_file_was, Directory) {
    nn::keep_copy(path / "x", path / "old");  // there is none yet
    BOOST_TEST(entries() == 0);
    for (const char* text : {"one", "two", "three"}) {
        nn::keep_copy(path / "x", path / "old");
        nn::replace_file(path / "x", text);
    }
    nn::keep_copy(path / "x", path / "x2");
    nn::keep_copy(path / "x", path / "x2");  // of the same
    BOOST_TEST(nn::read_file(path / "x", 100) == "three");
    BOOST_TEST(nn::read_file(path / "old", 100) == "two");
    BOOST_TEST(nn::read_file(path / "x2", 100) == "three");
    BOOST_TEST(entries() == 3);
    // Of what a link leads to
    fs::create_symlink("x", path / "link");
    nn::keep_copy(path / "link", path / "old");
    nn::replace_file(path / "link", "four");
    BOOST_TEST(nn::read_file(path / "old", 100) == "three");
}

BOOST_FIXTURE_TEST_CASE(a_file_grows_from_where_it_is_cut, Directory) {
    { nn::GrowingFile(path / "x").append("one\ntwo\nth"); }
    nn::GrowingFile file(path / "x");
    BOOST_TEST(nn::read_file(path / "x", 100).size() == 10u);  // to open it changes nothing
    file.cut(8);
    file.append("three\n");
    file.flush();
    BOOST_TEST(nn::read_file(path / "x", 100) == "one\ntwo\nthree\n");
    BOOST_CHECK_THROW(nn::GrowingFile(path / "x"), std::runtime_error);  // it is being written
    BOOST_TEST(nn::read_file(path / "x", 100).size() == 14u);
}

// A device or a pipe is written into and stays what it is; a link stays a link, and what it leads to is replaced.
BOOST_FIXTURE_TEST_CASE(what_is_no_file_is_not_replaced_by_one, Directory) {
    nn::replace_file("/dev/null", "gone");
    BOOST_TEST(fs::is_character_file("/dev/null"));
    const fs::path pipe = path / "pipe";
    mkfifo(pipe.c_str(), 0600);
    const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    nn::replace_file(pipe, "through");
    char text[8] = {};
    BOOST_TEST(read(reader, text, 7) == 7);
    close(reader);
    BOOST_TEST(std::string(text) == "through");
    BOOST_TEST(fs::is_fifo(pipe));

    nn::replace_file(path / "x", "one");
    fs::create_symlink("x", path / "link");
    fs::create_symlink(pipe, path / "to_pipe");
    nn::replace_file(path / "link", "two");
    BOOST_TEST(fs::is_symlink(path / "link"));
    BOOST_TEST(nn::read_file(path / "x", 100) == "two");
    fs::create_symlink("link", path / "link_of_link");
    fs::create_symlink("y", path / "to_nothing");
    nn::replace_file(path / "link_of_link", "three");
    nn::replace_file(path / "to_nothing", "four");
    BOOST_TEST((fs::is_symlink(path / "link") && fs::is_symlink(path / "link_of_link")));
    BOOST_TEST((nn::read_file(path / "x", 100) == "three" && nn::read_file(path / "y", 100) == "four"));
    BOOST_CHECK_THROW(nn::replace_file(path, "a folder"), std::runtime_error);
    BOOST_TEST(entries() == 7);
}

// Nothing of unknown size is read, and nothing is waited for.
BOOST_FIXTURE_TEST_CASE(what_is_no_file_of_a_known_size_is_refused, Directory) {
    BOOST_CHECK_THROW(nn::read_file(path / "absent", 100), std::runtime_error);
    BOOST_CHECK_THROW(nn::read_file(path, 100), std::runtime_error);
    BOOST_CHECK_THROW(nn::read_file("/dev/zero", 100), std::runtime_error);
    mkfifo((path / "pipe").c_str(), 0600);
    BOOST_CHECK_THROW(nn::read_file(path / "pipe", 100), std::runtime_error);
    nn::replace_file(path / "x", std::string(101, 'y'));
    BOOST_CHECK_THROW(nn::read_file(path / "x", 100), std::runtime_error);
    BOOST_CHECK_THROW(nn::replace_file(path / "no" / "x", ""), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
