#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "support/run_loop.hpp"
#include "wheels/project.hpp"
#include "wheels/testing.hpp"

namespace wheels::test {

/// What the work throws, if it does.
template <typename Work>
std::optional<Error> error_of(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

/// A project that is made in code, on hosts that are none.
struct FakeProject {
    FakeProject() {
        settings["service"] = "shop";
        settings["image"] = "acme/shop";
        settings["servers"]["web"] = Settings::list({"h1", "h2", "h3"});
        settings["servers"]["jobs"]["hosts"] = Settings::list({"h3"});
        settings["servers"]["jobs"]["cmd"] = "work";
        settings["registry"]["username"] = "acme";
        settings["registry"]["password"] = Settings::list({"REGISTRY_PASSWORD"});
        settings["builder"]["arch"] = "amd64";
        options.secrets = {{"REGISTRY_PASSWORD", Secret("registry-secret")}};
        options.version = "v1";
        surroundings.project_root = "/nonexistent/shop";
        surroundings.home = "/nonexistent/home";
        surroundings.connector = &hosts;
        surroundings.processes = &processes;
        surroundings.clock = &clock;
        surroundings.sinks = {&sink};
    }

    Project load() {
        options.settings = settings;
        return run_loop(loop, Project::load(surroundings, options));
    }
    /// One that serves v1 everywhere.
    Project serving() {
        auto project = load();
        hosts.serve(project.config(), "v1");
        return project;
    }

    static ShipOptions to(std::string_view version) {
        ShipOptions options;
        options.version = version;
        options.skip_push = true;
        return options;
    }

    asio::io_context loop;
    testing::VirtualClock clock;
    testing::FakeHosts hosts{&clock};
    testing::FakeProcesses processes{&clock};
    testing::RecordingSink sink;
    Settings settings;
    ProjectOptions options;
    Surroundings surroundings;
};

}  // namespace wheels::test
