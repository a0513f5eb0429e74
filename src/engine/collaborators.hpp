#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>

#include "transport/process_runner.hpp"
#include "transport/runner.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// What the engine works with but does not make. A view: everything must outlive the run.
struct Collaborators {
    Collaborators(Connector& c, ProcessRunner& p, Sink& s) : connector(c), processes(p), sink(s) {}

    Connector& connector;
    ProcessRunner& processes;
    Sink& sink;
    /// Connects to the machine of `builder/remote` as that says; needed where there is one.
    Connector* builder_connector = nullptr;
    /// Logs in to the same machine, also with the keys that deploy.yml names for the hosts.
    Connector* builder_login = nullptr;
    std::string project_root;
    std::map<std::string, std::string> environment;
    /// The clock of audit lines and lock details.
    std::function<std::chrono::system_clock::time_point()> now = [] {
        return std::chrono::system_clock::now();
    };
    /// As many random hexadecimal digits as asked for.
    std::function<std::string(int digits)> random_hex;
};

/// `2026-01-31T12:00:00Z`
std::string iso8601(std::chrono::system_clock::time_point time);

}  // namespace wheels::engine
