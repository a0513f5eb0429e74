#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/deployment.hpp"
#include "support/recording_sink.hpp"
#include "support/run_loop.hpp"
#include "support/sample_config.hpp"
#include "support/scripted_hosts.hpp"
#include "support/scripted_processes.hpp"
#include "support/temp_dir.hpp"
#include "transport/dry_runner.hpp"

namespace wheels::test {

/// A request for a deploy of what is in the registry.
inline DeployRequest without_build() {
    DeployRequest request;
    request.skip_push = true;
    return request;
}

/// A deploy of the sample configuration to scripted hosts, with scripted hooks in a real directory.
struct DeployBench {
    DeployBench() {
        for (const auto* host : {"h1", "h2", "h3"}) hosts.serve(host, "web", "v1");
        hosts.serve("h3", "workers", "v1");
    }

    /// Puts a hook file into place; what it does is up to `processes`.
    void add_hook(const std::string& name) { project.write(".kamal/hooks/" + name, "#!/bin/sh\n", 0755); }

    /// Runs the deploy; an Error that ended it is in `error`.
    void run() { run_with(hosts); }
    /// The same with the Connector of dry runs.
    void run_dry() {
        DryConnector nowhere;
        run_with(nowhere);
    }
    void run_with(Connector& connector) {
        const auto with = collaborators(connector);
        try {
            engine::Deployment deployment(request, config, Author("deployer@test", "Deployer"), with,
                                          loop.get_executor());
            report = run_loop(loop, deployment.run());
        } catch (const Error& e) {
            error = e;
        }
    }

    /// Runs the deploy on a loop that is destroyed when a command hangs; false when none did.
    bool tear_down_when_hanging() {
        auto other_loop = std::make_unique<asio::io_context>();
        bool hung = false;
        hosts.on_hang = [&] {
            hung = true;
            other_loop->stop();
        };
        const auto with = collaborators(hosts);
        asio::co_spawn(*other_loop, deploy(*this, with), asio::detached);
        other_loop->run();
        other_loop.reset();
        return hung;
    }
    /// As the public deploy() does: the deployment is a local of the coroutine.
    static awaitable<void> deploy(DeployBench& bench, const engine::Collaborators& with) {
        engine::Deployment deployment(bench.request, bench.config, Author("deployer@test", "Deployer"), with,
                                      co_await this_coro::executor);
        co_await deployment.run();
    }

    engine::Collaborators collaborators(Connector& connector) {
        engine::Collaborators with(connector, processes, sink);
        with.builder_connector = builder_connector;
        with.builder_login = builder_connector;
        with.project_root = project.path();
        with.environment = environment;
        with.random_hex = [](int digits) { return std::string(static_cast<std::size_t>(digits), 'f'); };
        request.interrupt = &interrupt;
        return with;
    }

    /// How often a hook was started.
    int started(const std::string& hook) const {
        int count = 0;
        for (const auto& argv : processes.started) count += argv.front().ends_with("/" + hook) ? 1 : 0;
        return count;
    }

    asio::io_context loop;
    Config config = sample_config();
    ScriptedHosts hosts;
    Connector* builder_connector = nullptr;
    ScriptedProcesses processes;
    RecordingSink sink;
    TempDir project;
    std::map<std::string, std::string> environment;
    DeployRequest request = without_build();
    Interrupt interrupt;
    std::optional<DeployReport> report;
    std::optional<Error> error;
};

}  // namespace wheels::test
