#include "examples/surefoot/job.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "autodiff/precision.hpp"
#include "autodiff/version.hpp"
#include "examples/surefoot/options.hpp"
#include "examples/surefoot/process.hpp"
#include "nn/parallel/parcel.hpp"
#include "nn/parallel/ranks.hpp"
#include "nn/parallel/workers.hpp"
#include "rl/envs/mujoco/tasks.hpp"

namespace surefoot::program {
namespace {

#ifdef __clang__
constexpr const char* compiler = "clang " __clang_version__;
#else
constexpr const char* compiler = "g++ " __VERSION__;
#endif

// The processor's model, as Linux tells it; empty elsewhere.
std::string processor() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(std::min(line.size(), line.find(": ") + 2));
    return "";
}

std::string narrower(const std::string& a, const std::string& b) {
    for (const char* kind : {"portable", "avx2"})
        if (a == kind || b == kind) return kind;
    return a;
}

// What one rank is and is to do.
struct Identity {
    std::string where, version, vectors, processor, config, options;

    std::string packed() const {
        nn::Parcel parcel;
        for (const std::string* text : {&where, &version, &vectors, &processor, &config, &options})
            parcel.put_all(*text);
        return parcel.bytes();
    }
    static Identity of(const std::string& bytes) {
        Identity it;
        nn::Unpacking parcel(bytes);
        for (std::string* text : {&it.where, &it.version, &it.vectors, &it.processor, &it.config, &it.options})
            parcel.take_all(*text);
        return it;
    }
};

}  // namespace

std::string version() {
    return fmt::format("surefoot {}, in {} precision, {} MuJoCo, {}", SUREFOOT_VERSION,
                       sizeof(ad::Real) == 8 ? "double" : "float", rl::mujoco_missing().empty() ? "with" : "without",
                       compiler);
}

void speak_as_one() {
    if (nn::rank() == 0) return;
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO), close(nowhere);
}

void expect_alike(const rl::TrainConfig& config, const std::string& options) {
    if (nn::ranks() == 1) return;
    const Identity own{nn::where(), version(), nn::vectors(), processor(), rl::to_json(config), options};
    std::set<std::string> processors;
    const std::vector<std::string> all = nn::from_all(own.packed());
    const Identity first = Identity::of(all[0]);
    for (const std::string& bytes : all) {
        const Identity other = Identity::of(bytes);
        const auto refuse = [&](const std::string& difference) {
            throw rl::ConfigError(fmt::format("all ranks must be alike: {} {}", other.where, difference));
        };
        if (other.version != first.version)
            refuse(fmt::format("is {}, and not {} like rank 0", other.version, first.version));
        if (other.config != first.config)
            refuse("has another configuration than rank 0: " +
                   rl::first_difference(rl::config_from_json(first.config), rl::config_from_json(other.config)));
        if (other.options != first.options)
            refuse(fmt::format("was started with {}, and rank 0 with {}", other.options, first.options));
        if (other.vectors != first.vectors)
            refuse(
                fmt::format("computes on {} vectors and rank 0 on {}, which gives other bits; with "
                            "`mpirun -x SUREFOOT_VECTORS={}` both do the same",
                            other.vectors, first.vectors, narrower(other.vectors, first.vectors)));
        processors.insert(other.processor);
    }
    if (processors.size() > 1 && nn::rank() == 0)
        remark(
            fmt::format("The ranks run on different processors: {}. What a mathematical library chooses for each may "
                        "differ in a last bit, so the same run on other machines may come to other bits",
                        fmt::join(processors, "; ")));
}

void expect_same(const nn::SafeTensors& checkpoint) {
    if (nn::ranks() == 1) return;
    const std::vector<std::string> all =
        nn::from_all(std::to_string(std::hash<std::string>()(nn::to_safetensors(checkpoint))));
    if (std::any_of(all.begin(), all.end(), [&](const std::string& other) { return other != all[0]; }))
        throw std::runtime_error(
            "the ranks have come apart: they hold different agents, as on processors that round differently");
}

std::string from_first(const std::function<std::string()>& make) {
    return nn::from_first(nn::rank() == 0 ? make() : std::string());
}

void watch_over(const std::filesystem::path& run, const std::function<bool()>& asked_to_end) {
    const char* given = std::getenv("SUREFOOT_PATIENCE");
    const double patience = given ? real_number("SUREFOOT_PATIENCE", given, 1) : 1800;
    bool said = false;
    nn::while_waiting(
        [run, asked_to_end, said](double) mutable {
            if (said || nn::rank() != 0 || !asked_to_end()) return;
            said = true;
            remark(fmt::format(
                "asked to end, and waits for the others; should they not come, `{} resume {}` goes on from the last "
                "checkpoint",
                name(), run.string()));
        },
        patience);
}

int threads_of_rank() {
    const int online = static_cast<int>(std::thread::hardware_concurrency()), usable = nn::cores();
    if (usable < online) return usable;  // a part that was given to this rank alone
    return std::max(1, usable / nn::ranks_here());
}

int end_of_job(int status, const std::string& said) {
    const bool for_all = status == 2;  // the same mistake of the user's on every rank
    if (nn::ranks() > 1 && nn::rank() > 0 && for_all) std::this_thread::sleep_for(std::chrono::seconds(2));
    complain(nn::ranks() > 1 ? nn::where() + ": " + said : said);
    if (nn::ranks() > 1) nn::end_all(status);
    return status;
}

}  // namespace surefoot::program
