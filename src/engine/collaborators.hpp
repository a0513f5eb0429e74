#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "async/with_deadline.hpp"
#include "base/environment.hpp"
#include "base/random_hex.hpp"
#include "base/redactor.hpp"
#include "engine/hook_runner.hpp"
#include "plan/run_state.hpp"
#include "wheels/connector.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// What the engine works with but does not make. A dry run differs from a real one in nothing but what is
/// given here. A view: everything must outlive the run.
struct Collaborators {
    Collaborators(Connector& c, Runner& l, HookRunner& h, Sink& s, const Redactor& r)
        : connector(c), local(l), hooks(h), sink(s), redactor(r) {}

    Connector& connector;
    Runner& local;  ///< This machine.
    HookRunner& hooks;
    Sink& sink;  ///< A RedactingSink.
    const Redactor& redactor;
    /// Connects to the machine of `builder/remote` as that says; needed where there is one.
    Connector* builder_connector = nullptr;
    /// Logs in to the same machine, also with the keys that deploy.yml names for the hosts.
    Connector* builder_login = nullptr;
    std::string project_root;
    Environment environment;
    /// Of audit lines, lock details and deadlines.
    plan::Clock clock;
    /// Throws operation_aborted when cancelled.
    std::function<awaitable<void>(std::chrono::milliseconds)> sleep = sleep_for;
    std::function<std::string(int digits)> random_hex = wheels::random_hex;
};

}  // namespace wheels::engine
