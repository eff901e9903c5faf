#include "examples/surefoot/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iterator>

#include "examples/surefoot/job.hpp"
#include "rl/rungs/setting.hpp"

namespace surefoot::program {
namespace {

bool output_was_closed = false;
std::string lost;  // the first reason: later tries have none
std::string own_name = "surefoot";

constexpr int endings[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGXCPU, SIGUSR1, SIGUSR2};

bool is_ignored(int signal) {
    struct sigaction now {};
    return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

void settle_process() {
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
            output_was_closed = output_was_closed || descriptor == STDOUT_FILENO;
            // The lowest number that is free is this one; should it fail, nothing better can be done.
            [[maybe_unused]] const int opened = open("/dev/null", O_RDWR);
        }
    std::signal(SIGCHLD, SIG_DFL);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    let_through();
}

const std::string& name() { return own_name; }
void set_name(const std::string& name) { own_name = name; }

void become_neighbour(const std::string& program, const std::vector<std::string>& words) {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return;
    const std::string path = self.parent_path() / program;
    std::vector<char*> arguments{const_cast<char*>(path.c_str())};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execv(path.c_str(), arguments.data());
}

void let_through() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : endings) sigaddset(&set, signal);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_UNBLOCK, &set, nullptr);
}

std::vector<int> ending_signals() {
    std::vector<int> list(std::begin(endings), std::end(endings));
    if (is_ignored(SIGHUP)) std::erase(list, SIGHUP);
    return list;
}

void remark(const std::string& line) { std::fputs((line + "\n").c_str(), stderr); }

void complain(std::string message) {
    std::replace_if(
        message.begin(), message.end(), [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
    remark(name() + ": " + message);  // where it cannot be said, the exit status says it
}

int status_of(const std::function<void()>& command, bool result) {
    try {
        command();
    } catch (const rl::ConfigError& e) { return end_of_job(2, e.what()); } catch (const std::exception& e) {
        return end_of_job(1, e.what());
    }
    const std::string unsaid = lost_output(result);
    if (!unsaid.empty()) complain(unsaid);
    return unsaid.empty() ? 0 : 1;
}

std::string lost_output(bool result) {
    if (output_was_closed) return result ? "standard output is closed" : "";
    errno = 0;
    if ((std::fflush(stdout) != 0 || std::ferror(stdout) != 0) && lost.empty())
        lost = std::string("standard output: it cannot be written") +
               (errno != 0 ? std::string(": ") + std::strerror(errno) : "");
    return lost;
}

bool redirect_output(int descriptor) {
    output_was_closed = false, lost.clear();
    std::clearerr(stdout);
    return dup2(descriptor, STDOUT_FILENO) >= 0 && dup2(descriptor, STDERR_FILENO) >= 0;
}

}  // namespace surefoot::program
