#include "examples/surefoot/sweep.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <map>
#include <stdexcept>

#include "examples/surefoot/process.hpp"
#include "rl/runs/run_directory.hpp"

namespace surefoot::program {

namespace fs = std::filesystem;

namespace {

// The signals that a sweep waits for, instead of being interrupted by them.
sigset_t awaited() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (const int signal : ending_signals()) sigaddset(&set, signal);
    return set;
}

class Held {
  public:
    Held() {
        const sigset_t set = awaited();
        sigprocmask(SIG_BLOCK, &set, &before_);
    }
    ~Held() { release(); }
    void release() const { sigprocmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_;
};

fs::path log_of(const fs::path& run) { return run / "log"; }

using Work = std::function<void(const fs::path&)>;

// In a process of its own, which ends here. The signals stay held until the work can answer them.
[[noreturn]] void do_work(const fs::path& run, const Work& work) {
    int status = 1;
    setpgid(0, 0);  // a Ctrl-C of the terminal is for the sweep, which passes it on once
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
    const int log = open(log_of(run).c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (log >= 0 && redirect_output(log)) {
        try {
            work(run);
            status = 0;
        } catch (const std::exception& e) { complain(e.what()); }
        std::fflush(stdout);
    }
    _exit(status);
}

pid_t started(const fs::path& run, const Work& work) {
    lost_output(false);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("a process cannot be started");
    if (child == 0) do_work(run, work);
    return child;
}

// What became of a run. Whether that can be printed, or read, is no reason to leave the others alone.
void tell(const fs::path& run, bool succeeded) {
    std::string line = run.filename().string() + ":";
    try {
        const rl::ProgressTable table = rl::load_progress(run);
        if (!table.rows.empty()) {
            const rl::Progress& last = table.rows.back();
            line += fmt::format(" {} steps, {:.1f} s", last.env_steps, last.seconds_total);
            if (last.return_mean_100)
                line += fmt::format(", mean return of the last 100 episodes {:.1f}", *last.return_mean_100);
        }
    } catch (const std::exception& e) { line += std::string(" ") + e.what(); }
    if (!succeeded) line += fmt::format(" failed: see {}", log_of(run).string());
    std::fputs((line + "\n").c_str(), stdout);
    lost_output(false);
}

}  // namespace

bool run_each(const std::vector<fs::path>& runs, int at_once, const Work& work) {
    const Held signals;
    const sigset_t set = awaited();
    std::map<pid_t, fs::path> running;
    std::size_t next = 0;
    int interruptions = 0, failed = 0;
    while (true) {
        while (interruptions == 0 && next < runs.size() && running.size() < static_cast<std::size_t>(at_once)) {
            running.emplace(started(runs[next], work), runs[next]);
            ++next;
        }
        if (running.empty()) break;
        const int signal = sigwaitinfo(&set, nullptr);
        if (signal > 0 && signal != SIGCHLD) {
            ++interruptions;
            for (const auto& [child, run] : running) kill(child, signal);
        }
        int status = 0;
        for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0; running.erase(child)) {
            if (!running.contains(child)) continue;  // of whoever was this process before it became a sweep
            const bool succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
            failed += succeeded ? 0 : 1;
            tell(running.at(child), succeeded);
        }
    }
    if (failed > 0) throw std::runtime_error(fmt::format("{} of {} runs failed", failed, runs.size()));
    return interruptions == 0;
}

}  // namespace surefoot::program
