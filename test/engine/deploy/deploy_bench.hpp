#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/forwarded.hpp"
#include "engine/hooks.hpp"
#include "engine/planned_hooks.hpp"
#include "engine/redacting_sink.hpp"
#include "engine/run.hpp"
#include "process/local_runner.hpp"
#include "support/recording_sink.hpp"
#include "support/run_loop.hpp"
#include "support/sample_config.hpp"
#include "support/scripted_hosts.hpp"
#include "support/scripted_processes.hpp"
#include "support/temp_dir.hpp"
#include "support/virtual_clock.hpp"
#include "transport/dry_runner.hpp"

namespace wheels::test {

/// A request for a deploy of what is in the registry.
inline Request without_build() {
    verb::Deploy deploy;
    deploy.skip_push = true;
    return Request(deploy);
}

/// A run with the sample configuration on scripted hosts, with scripted hooks in a real directory and a clock
/// on which no time passes but that of its pauses. Put together as the library does it.
struct DeployBench {
    DeployBench() {
        for (const auto* host : {"h1", "h2", "h3"}) hosts.serve(host, "web", "v1");
        hosts.serve("h3", "workers", "v1");
    }

    /// Puts a hook file into place; what it does is up to `processes`.
    void add_hook(const std::string& name) { project.write(".kamal/hooks/" + name, "#!/bin/sh\n", 0755); }

    /// Does it; an Error that ended it is in `error`, and the report is there all the same.
    void run() {
        Wired wired(*this);
        run_with(wired.with);
    }
    /// The same with what dry runs are given.
    void run_dry() {
        WiredDry wired(*this);
        run_with(wired.with);
    }

    /// Does it on a loop that is destroyed when a command hangs; false when none did.
    bool tear_down_when_hanging() {
        auto other_loop = std::make_unique<asio::io_context>();
        bool hung = false;
        hosts.on_hang = [&] {
            hung = true;
            other_loop->stop();
        };
        Wired wired(*this);
        asio::co_spawn(*other_loop, run_as_the_library_does(*this, wired.with), asio::detached);
        other_loop->run();
        other_loop.reset();
        return hung;
    }

    /// How often a hook was started.
    int started(const std::string& hook) const {
        int count = 0;
        for (const auto& argv : processes.started) count += argv.front().ends_with("/" + hook) ? 1 : 0;
        return count;
    }
    /// What the ledger says of a role on a host.
    RoleOutcome outcome(const std::string& host, const std::string& role) const {
        for (const auto& each : report->roles) {
            if (each.host == host && each.role == role) return each;
        }
        return {};
    }

    asio::io_context loop;
    Config config = sample_config();
    ScriptedHosts hosts;
    Connector* builder_connector = nullptr;
    ScriptedProcesses processes;
    RecordingSink sink;
    TempDir project;
    Environment environment;
    Request request = without_build();
    Interrupt interrupt;
    VirtualClock clock;
    std::optional<Report> report;
    std::optional<Error> error;

private:
    struct Wired {
        explicit Wired(DeployBench& bench)
            : redactor(bench.config.sensitive()),
              clean(bench.sink, redactor),
              local(bench.processes, bench.project.path(), bench.environment),
              hooks(bench.config,
                    bench.project.path(),
                    bench.environment,
                    bench.processes,
                    clean,
                    redactor,
                    Verbosity::normal),
              with(bench.hosts, local, hooks, clean, redactor) {
            with.builder_connector = bench.builder_connector;
            with.builder_login = bench.builder_connector;
            bench.complete(with);
        }
        Redactor redactor;
        engine::RedactingSink clean;
        LocalRunner local;
        engine::Hooks hooks;
        engine::Collaborators with;
    };
    struct WiredDry {
        explicit WiredDry(DeployBench& bench)
            : redactor(bench.config.sensitive()),
              clean(bench.sink, redactor),
              nowhere(engine::planned_forwards(clean)),
              hooks(bench.config, bench.project.path(), clean, redactor),
              with(nowhere, nothing, hooks, clean, redactor) {
            with.builder_connector = &nowhere;
            bench.complete(with);
        }
        Redactor redactor;
        engine::RedactingSink clean;
        DryConnector nowhere;
        DryRunner nothing;
        engine::PlannedHooks hooks;
        engine::Collaborators with;
    };

    void complete(engine::Collaborators& with) {
        with.project_root = project.path();
        with.environment = environment;
        with.random_hex = [](int digits) { return std::string(static_cast<std::size_t>(digits), 'f'); };
        with.clock = clock.clock();
        with.sleep = clock.sleep();
        request.interrupt = &interrupt;
    }

    void run_with(const engine::Collaborators& with) {
        try {
            engine::Run run(request, config, Author("deployer@test", "Deployer"), with, loop.get_executor());
            report = run_loop(loop, run.run());
        } catch (const RunError& e) {
            report = e.report();
            error = e;
        } catch (const Error& e) {
            error = e;
        }
    }
    /// The run is a local of the coroutine.
    static awaitable<void> run_as_the_library_does(DeployBench& bench, const engine::Collaborators& with) {
        engine::Run run(bench.request, bench.config, Author("deployer@test", "Deployer"), with,
                        co_await this_coro::executor);
        co_await run.run();
    }
};

}  // namespace wheels::test
