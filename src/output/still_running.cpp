#include "output/still_running.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <variant>
#include <vector>

#include "base/text.hpp"
#include "output/duration.hpp"

namespace wheels::output {
namespace {

constexpr int first_silence = 10;
constexpr int next_silence = 30;
constexpr std::size_t named_hosts = 4;

}  // namespace

void StillRunning::hear(const Event& event) {
    if (const auto* started = std::get_if<event::CommandStarted>(&event)) {
        if (!started->talks) running_[{started->host, started->name}] = now_;
    } else if (const auto* finished = std::get_if<event::CommandFinished>(&event)) {
        running_.erase({finished->host, finished->name});
    } else if (const auto* failed = std::get_if<event::HostFailed>(&event)) {
        std::erase_if(running_,
                      [&](const auto& command) { return command.first.first == failed->failure.host; });
    } else if (std::holds_alternative<event::PhaseStarted>(event)) {
        running_.clear();
    } else if (std::holds_alternative<event::HookStarted>(event)) {
        hook_runs_ = true;
    } else if (std::holds_alternative<event::HookFinished>(event)) {
        hook_runs_ = false;
    }
}

std::string StillRunning::tick() {
    ++now_;
    ++silent_;
    const bool due = silent_ >= first_silence && (silent_ - first_silence) % next_silence == 0;
    return due && !hook_runs_ && !running_.empty() ? sentence() : std::string();
}

std::string StillRunning::sentence() const {
    std::map<std::string, std::vector<std::string>> hosts_by_command;
    int since = now_;
    for (const auto& [command, started] : running_) {
        hosts_by_command[command.second].push_back(command.first);
        since = std::min(since, started);
    }
    std::vector<std::string> parts;
    for (auto& [name, hosts] : hosts_by_command) {
        const auto all = hosts.size();
        if (all > named_hosts) hosts.resize(named_hosts);
        const auto more = all > named_hosts ? fmt::format(" and {} more", all - named_hosts) : std::string();
        parts.push_back(fmt::format("{} on {}{}", name, text::join(hosts, ", "), more));
    }
    return fmt::format("Still running after {}: {}\n", duration(std::chrono::seconds(now_ - since)),
                       text::one_line(text::join(parts, "; ")));
}

}  // namespace wheels::output
