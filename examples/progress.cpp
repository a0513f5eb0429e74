// A deploy with a line that says how far it is, and no Asio in sight:
//
//     progress DIRECTORY VERSION [--dry-run]
//
// Ctrl-C stops it: the lock goes back, and the failure hook runs.
#include <csignal>
#include <cstdio>
#include <set>
#include <string>
#include <variant>

#include "wheels/blocking.hpp"

namespace {

/// Shows the phase, and how many hosts are at work in it.
class ProgressLine : public wheels::Sink {
public:
    void on_event(const wheels::Event& event) noexcept override {
        if (const auto* phase = std::get_if<wheels::event::PhaseStarted>(&event)) {
            ++phases_;
            title_ = phase->title;
        }
        if (const auto* command = std::get_if<wheels::event::CommandStarted>(&event))
            busy_.insert(command->host);
        if (const auto* command = std::get_if<wheels::event::CommandFinished>(&event))
            busy_.extract(command->host);
        if (const auto* failed = std::get_if<wheels::event::HostFailed>(&event))
            std::printf("\r\033[K%s: %s\n", failed->failure.host.c_str(), failed->failure.message.c_str());
        std::printf("\r\033[K[%2d] %s, %zu at work", phases_, title_.c_str(), busy_.size());
        std::fflush(stdout);
    }

private:
    int phases_ = 0;
    std::string title_;
    std::multiset<std::string> busy_;
};

wheels::blocking::Run* under_way = nullptr;

void stop(int) {
    if (under_way != nullptr) under_way->stop(wheels::ErrorKind::interrupted_int);
}

/// Ctrl-C is for this run, for as long as it is there.
class Stoppable {
public:
    explicit Stoppable(wheels::blocking::Run& run) {
        under_way = &run;
        std::signal(SIGINT, stop);
    }
    ~Stoppable() { std::signal(SIGINT, SIG_DFL); }
    Stoppable(const Stoppable&) = delete;
    Stoppable& operator=(const Stoppable&) = delete;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return std::fprintf(stderr, "progress DIRECTORY VERSION [--dry-run]\n"), 2;
    ProgressLine progress;
    try {
        auto surroundings = wheels::surroundings_of_this_process(argv[1]);
        surroundings.sinks = {&progress};
        const wheels::blocking::Project project(surroundings);
        auto run = project.start(
            wheels::deploy_request({.version = argv[2], .skip_push = true, .dry_run = argc > 3}));
        const Stoppable stoppable(run);
        const auto report = run.get();
        std::printf("\r\033[K%s is on %zu hosts\n", report.version.c_str(), report.hosts.size());
        return 0;
    } catch (const wheels::Error& error) {
        std::fprintf(stderr, "\n%s\n", error.what());
        return wheels::exit_status(error.kind());
    }
}
