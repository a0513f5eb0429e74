// The library as an embedder's unit tests use it: no network, no process, no time.
#include "wheels/project.hpp"

#include <doctest/doctest.h>

#include <asio.hpp>
#include <future>
#include <string>
#include <thread>

#include "fake_project.hpp"

using namespace wheels;
using namespace std::chrono_literals;
using test::FakeProject;
using test::run_loop;

namespace {

template <typename Work>
RunError error_of(Work work) {
    try {
        work();
    } catch (const RunError& error) {
        return error;
    } catch (const Error& error) {
        FAIL("an error without a report: ", error.message());
    }
    FAIL("no error");
    return RunError(Error(ErrorKind::internal, ""), Report());
}

template <typename Work>
std::string refusal_of(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error.problems().empty() ? error.message() : error.problems().front().to_string();
    }
    return "no error";
}

}  // namespace

TEST_CASE("a project made in code deploys to hosts that are none, and again to what that left") {
    FakeProject fake;
    const auto project = fake.serving();

    const auto first = run_loop(fake.loop, project.deploy(FakeProject::to("v2")));
    const auto second = run_loop(fake.loop, project.deploy(FakeProject::to("v3")));

    CHECK(first.version == "v2");
    for (const auto& role : second.roles) {
        CHECK(role.state == RoleOutcome::State::old_stopped);
        CHECK(role.old_version == "v2");
    }
    for (const auto* host : {"h1", "h2", "h3"}) {
        CHECK(fake.hosts.serving(host, "shop-web") == "shop-web-v3");
        CHECK_FALSE(fake.hosts.locked(host));
    }
    CHECK(fake.hosts.running("h3") == std::vector<std::string>{"shop-web-v3", "shop-jobs-v3"});
}

TEST_CASE("a deploy with options in the call, as the documentation writes it") {
    FakeProject fake;
    const auto project = fake.serving();
    std::optional<Report> report;
    const auto ship = [](Project of, std::optional<Report>& made) -> awaitable<void> {
        made = co_await of.deploy({.version = "v2", .skip_push = true});
    };

    run_loop(fake.loop, ship(project, report));

    CHECK(report.value().version == "v2");
    CHECK(fake.hosts.serving("h1", "shop-web") == "shop-web-v2");
}

TEST_CASE("a host that fails is told in the report of the error, and what served there goes on") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.hosts.on("h2", "docker pull").fails("no space left on device");

    const auto error = error_of([&] { run_loop(fake.loop, project.deploy(FakeProject::to("v2"))); });

    CHECK(error.kind() == ErrorKind::command_failed);
    CHECK(error.failed_hosts() == std::vector<std::string>{"h2"});
    CHECK(error.failures().front().remote_lines == std::vector<std::string>{"no space left on device"});
    CHECK(fake.hosts.serving("h2", "shop-web") == "shop-web-v1");
    CHECK_FALSE(fake.hosts.locked("h1"));
    CHECK(fake.sink.all<event::HostFailed>().size() == 1);
}

TEST_CASE("a connector of one's own that does not keep to its word is an error, and no crash") {
    struct Short final : Runner {
        explicit Short(std::size_t count) : results(count) {}
        awaitable<std::vector<ExecResult>> run(Sequence, CommandObserver&) override { co_return results; }
        awaitable<ExecResult> talk(Command, Endpoint&, CommandObserver&) override { co_return ExecResult(); }
        bool alive() const override { return true; }
        awaitable<void> close() override { co_return; }
        std::vector<ExecResult> results;
    };
    struct Careless final : Connector {
        awaitable<std::unique_ptr<Runner>> connect(std::string) override {
            std::unique_ptr<Runner> runner;
            if (results) runner = std::make_unique<Short>(*results);
            co_return runner;
        }
        awaitable<std::unique_ptr<Forward>> forward(std::string, ForwardedPort) override {
            co_return nullptr;
        }
        std::optional<std::size_t> results;
    };
    FakeProject fake;
    Careless careless;
    fake.surroundings.connector = &careless;
    const auto project = fake.load();
    const auto told = [&] {
        return error_of([&] { run_loop(fake.loop, project.deploy(FakeProject::to("v2"))); })
            .failures()
            .front()
            .message;
    };

    CHECK(told().find("the Connector has no Runner for h") != std::string::npos);
    careless.results = 0;
    CHECK(told().find("the Runner has 0 results for ") != std::string::npos);
    careless.results = 100;
    CHECK(told().find("the Runner has 100 results for ") != std::string::npos);
}

TEST_CASE("what a project was loaded for holds for its runs") {
    FakeProject fake;
    fake.options.needs_secrets = false;
    fake.options.to_connect = true;
    const auto asking = fake.serving();
    fake.options.needs_secrets = true;
    fake.options.to_connect = false;
    fake.options.skip_hooks = true;
    Settings unbuilt;
    for (const auto* key : {"service", "image", "servers", "registry"}) unbuilt[key] = fake.settings[key];
    fake.settings = unbuilt;
    const auto plain = fake.load();
    const auto built = ShipOptions{.version = "v2"};

    CHECK(refusal_of([&] { run_loop(fake.loop, asking.deploy(FakeProject::to("v2"))); }) ==
          "the project was loaded without its secrets, and this gives them to hosts");
    CHECK(run_loop(fake.loop, asking.status()).roles.size() == 4);
    CHECK_NOTHROW(run_loop(fake.loop, asking.plan(deploy_request(FakeProject::to("v2")))));
    CHECK(refusal_of([&] { run_loop(fake.loop, plain.deploy(built)); }) ==
          "builder/arch: Builder arch not set: add `builder: {arch: amd64}`");
    run_loop(fake.loop, plain.deploy(FakeProject::to("v2")));
    CHECK(fake.sink.all<event::HookStarted>().empty());
}

TEST_CASE("a hook is one of the project's") {
    FakeProject fake;
    const auto project = fake.load();

    CHECK(refusal_of([&] { run_loop(fake.loop, project.run_hook("../../evil")); }) ==
          "`../../evil` is no name of a hook");
    CHECK(refusal_of([&] { run_loop(fake.loop, project.run_hook("")); }) == "`` is no name of a hook");
}

TEST_CASE("time passes by the clock that was given, and for all hosts at once") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.hosts.on("*", "docker pull").takes(90s);

    const auto before = std::chrono::steady_clock::now();
    const auto report = run_loop(fake.loop, project.deploy(FakeProject::to("v2")));

    CHECK(std::chrono::steady_clock::now() - before < 60s);
    CHECK(report.took >= 90s);
    CHECK(report.took < 180s);
    CHECK(fake.clock.elapsed() == report.took);
}

TEST_CASE("a command that outlives its deadline is an error of its host") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.hosts.on("h1", "docker pull").hangs();

    const auto error = error_of([&] { run_loop(fake.loop, project.deploy(FakeProject::to("v2"))); });

    CHECK(error.kind() == ErrorKind::timed_out);
    CHECK(fake.hosts.serving("h1", "shop-web") == "shop-web-v1");
}

TEST_CASE(
    "a deadline ends a run as an interruption does: the lock goes back, and the failure hook would run") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.hosts.on("h1", "docker pull").takes(200s);
    auto options = FakeProject::to("v2");
    options.deadline = 60s;

    const auto error = error_of([&] { run_loop(fake.loop, project.deploy(options)); });

    CHECK(error.kind() == ErrorKind::timed_out);
    CHECK(error.message().starts_with("the deadline of the run has passed ("));
    CHECK(error.report().took == 60s);
    CHECK_FALSE(fake.hosts.locked("h1"));
    CHECK(fake.hosts.serving("h1", "shop-web") == "shop-web-v1");
}

TEST_CASE("a dry run has no deadline, and leaves the interrupt as it was") {
    FakeProject fake;
    const auto project = fake.serving();
    Interrupt interrupt;
    auto options = FakeProject::to("v2");
    options.dry_run = true;
    options.deadline = 10min;
    options.interrupt = &interrupt;

    run_loop(fake.loop, project.deploy(options));

    CHECK_FALSE(interrupt.requested());
}

TEST_CASE("a sink may stop the run that it hears, also while its commands are being started") {
    struct Stopper : Sink {
        void on_event(const Event& event) noexcept override {
            const auto* command = std::get_if<event::CommandStarted>(&event);
            if (command != nullptr && command->text.find("docker pull") != std::string::npos)
                interrupt.request(ErrorKind::interrupted_int);
        }
        Interrupt interrupt;
    };
    for (const bool with_deadline : {false, true}) {
        CAPTURE(with_deadline);
        FakeProject fake;
        Stopper stopper;
        fake.surroundings.sinks = {&stopper};
        const auto project = fake.serving();
        fake.hosts.on("*", "docker pull").takes(1min);
        auto options = FakeProject::to("v2");
        options.interrupt = &stopper.interrupt;
        if (with_deadline) options.deadline = 1h;

        const auto error = error_of([&] { run_loop(fake.loop, project.deploy(options)); });

        CHECK(error.kind() == ErrorKind::interrupted_int);
        CHECK(fake.clock.elapsed() < 1min);
        CHECK_FALSE(fake.hosts.locked("h1"));
    }
}

TEST_CASE("time stands still while many hosts are at work one after the other") {
    FakeProject fake;
    std::vector<std::string> hosts;
    for (int i = 0; i < 40; ++i) hosts.push_back("host" + std::to_string(i));
    fake.settings["servers"] = Settings::list(hosts);
    fake.settings["boot"]["limit"] = 1;
    const auto project = fake.serving();
    auto options = FakeProject::to("v2");
    options.deadline = 10min;

    CHECK(run_loop(fake.loop, project.deploy(options)).hosts.size() == 40);
}

TEST_CASE("settings may be made of each other") {
    Settings settings;
    settings["b"] = "text";
    for (int i = 0; i < 20; ++i) {
        auto& held = settings["held"];
        settings["a" + std::to_string(i)] = settings["b"];
        held = settings["a" + std::to_string(i)];
    }

    CHECK(std::get<std::string>(settings["held"].value()) == "text");
}

TEST_CASE("a plan of a rollback that nobody named a version for says what is missing") {
    FakeProject fake;
    const auto project = fake.load();

    CHECK(refusal_of([&] {
              run_loop(fake.loop, project.plan(Request(verb::Rollback{})));
          }).starts_with("which version a rollback goes back to"));
}

TEST_CASE("a deadline that is not reached changes nothing") {
    FakeProject fake;
    const auto project = fake.serving();
    auto options = FakeProject::to("v2");
    options.deadline = 1h;

    const auto report = run_loop(fake.loop, project.deploy(options));

    CHECK(report.took < 1h);
    CHECK(fake.hosts.serving("h3", "shop-web") == "shop-web-v2");
}

TEST_CASE("two projects at once on one loop, one cancelled in the middle, each with a sink of its own") {
    FakeProject one;
    FakeProject other;
    const auto first = one.serving();
    const auto second = other.serving();
    one.hosts.on("h2", "docker pull").hangs();
    asio::io_context loop;
    asio::cancellation_signal cancel;
    std::exception_ptr of_first;
    std::exception_ptr of_second;
    Report report;
    one.hosts.on("h3", "docker pull").takes(1s);

    asio::co_spawn(loop, first.deploy(FakeProject::to("v2")),
                   asio::bind_cancellation_slot(cancel.slot(),
                                                [&](std::exception_ptr e, const Report&) { of_first = e; }));
    asio::co_spawn(loop, second.deploy(FakeProject::to("v2")), [&](std::exception_ptr e, Report made) {
        of_second = e;
        report = std::move(made);
        cancel.emit(asio::cancellation_type::terminal);
    });
    loop.run();

    CHECK_FALSE(of_second);
    CHECK(other.hosts.serving("h2", "shop-web") == "shop-web-v2");
    REQUIRE(of_first);
    const auto error = error_of([&] { std::rethrow_exception(of_first); });
    CHECK((error.kind() == ErrorKind::cancelled || error.kind() == ErrorKind::timed_out));
    CHECK_FALSE(one.hosts.locked("h1"));
    CHECK(other.sink.all<event::HostFailed>().empty());
}

TEST_CASE("any completion token will do, and a strand of a pool") {
    FakeProject fake;
    const auto project = fake.serving();
    asio::thread_pool pool(3);

    auto deployed =
        asio::co_spawn(asio::make_strand(pool), project.deploy(FakeProject::to("v2")), asio::use_future);

    CHECK(deployed.get().version == "v2");
    pool.join();
}

TEST_CASE("several sinks hear the same, in their order") {
    FakeProject fake;
    testing::RecordingSink second;
    fake.surroundings.sinks.push_back(&second);
    const auto project = fake.serving();

    run_loop(fake.loop, project.deploy(FakeProject::to("v2")));

    CHECK_FALSE(fake.sink.events().empty());
    CHECK(fake.sink.events().size() == second.events().size());
}

TEST_CASE("a run may have a sink of its own, and the others hear nothing of it") {
    FakeProject fake;
    const auto project = fake.serving();
    testing::RecordingSink own;
    Request request(verb::Details{});
    request.sink = &own;

    run_loop(fake.loop, project.run(std::move(request)));

    CHECK(fake.sink.events().empty());
    CHECK_FALSE(own.events().empty());
}

TEST_CASE("a plan is data: what would be done, without a word to any host") {
    FakeProject fake;
    const auto project = fake.load();

    const auto plan = run_loop(fake.loop, project.plan(deploy_request(FakeProject::to("v2"))));

    std::vector<std::string> titles;
    bool runs_container = false;
    for (const auto& phase : plan) {
        titles.push_back(phase.title);
        for (const auto& step : phase.steps)
            runs_container |= step.host == "h2" && step.text.find("--name shop-web-v2") != std::string::npos;
    }
    CHECK(std::find(titles.begin(), titles.end(), "Boot the app") != titles.end());
    CHECK(runs_container);
    CHECK(plan.to_string().find("registry-secret") == std::string::npos);
    CHECK(fake.hosts.told().empty());
}

TEST_CASE("a command on many hosts has a result for each, whatever became of the others") {
    FakeProject fake;
    const auto project = fake.load();
    fake.hosts.on("*", "^uptime").says("up 3 days\n");
    fake.hosts.on("h2", "^uptime").fails("uptime: not found", 127);
    fake.hosts.refuse("h3");

    const auto results = run_loop(fake.loop, project.exec("uptime"));

    REQUIRE(results.size() == 3);
    CHECK(results[0].host == "h1");
    CHECK(results[0].out == "up 3 days\n");
    CHECK(results[0].status == 0);
    CHECK(results[1].status == 127);
    CHECK(results[1].err == "uptime: not found");
    CHECK(results[2].status == -1);
    CHECK(results[2].trouble.find("h3") != std::string::npos);
}

TEST_CASE("status tells of every role, and of a host that cannot be asked") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.hosts.refuse("h2");

    const auto status = run_loop(fake.loop, project.status());

    REQUIRE(status.roles.size() == 4);
    CHECK(status.roles[0].version == "v1");
    CHECK_FALSE(status.roles[1].trouble.empty());
    CHECK(status.lock_known);
}

TEST_CASE("a rollback without a version goes to the one before") {
    FakeProject fake;
    const auto project = fake.serving();
    run_loop(fake.loop, project.deploy(FakeProject::to("v2")));

    const auto report = run_loop(fake.loop, project.rollback());

    CHECK(report.version == "v1");
    CHECK(fake.hosts.serving("h2", "shop-web").starts_with("shop-web-v1"));
}

TEST_CASE("what is wrong with settings is told by key, as for a file") {
    struct Case {
        std::string key;
        Settings value;
        std::string told;
    };
    const std::vector<Case> cases{
        {"service", Settings(), "settings: service"},
        {"image", Settings(std::string("a\xff")), "settings: image: holds a byte"},
        {"servers", Settings(7), "settings: servers"},
        {"no_such_key", Settings("x"), "no_such_key"},
    };
    for (const auto& each : cases) {
        FakeProject fake;
        fake.settings[each.key] = each.value;

        const auto told = refusal_of([&] { fake.load(); });

        CAPTURE(told);
        CHECK(told.find(each.told) != std::string::npos);
    }
}

TEST_CASE("a version that no tag and no container can have is refused before anything is done") {
    FakeProject fake;
    const auto project = fake.serving();
    for (const auto* version : {"a b", "-v", "v/2", "a\nb"}) {
        CAPTURE(version);
        verb::Rollback back;
        back.version = version;

        CHECK(refusal_of([&] { run_loop(fake.loop, project.deploy(FakeProject::to(version))); }) !=
              "no error");
        CHECK(refusal_of([&] { run_loop(fake.loop, project.run(Request(back))); }) != "no error");
        verb::AppBoot boot;
        boot.version = version;
        CHECK(refusal_of([&] { run_loop(fake.loop, project.run(Request(boot))); }) != "no error");
        const auto other = project.in_version(version);
        CHECK(refusal_of([&] { run_loop(fake.loop, other.deploy(FakeProject::to(""))); }) != "no error");
    }
    CHECK(fake.hosts.told().empty());
}

TEST_CASE("a project without a version is deployed in the one of its request, or not at all") {
    FakeProject fake;
    fake.options.version.reset();
    fake.processes.on("git *rev-parse").fails("fatal: not a git repository", 128);
    const auto project = fake.load();
    ShipOptions nothing;
    nothing.skip_push = true;

    CHECK(project.config().version.empty());
    CHECK(refusal_of([&] {
              run_loop(fake.loop, project.deploy(nothing));
          }).starts_with("nobody said which version"));
    CHECK(run_loop(fake.loop, project.deploy(FakeProject::to("v2"))).version == "v2");
    CHECK(run_loop(fake.loop, project.status()).roles.front().version == "v2");
}

TEST_CASE("a secret that was not given is missed by name") {
    FakeProject fake;
    fake.options.secrets = std::map<std::string, Secret>();

    const auto told = refusal_of([&] { fake.load(); });

    CHECK(told.find("REGISTRY_PASSWORD") != std::string::npos);
}

TEST_CASE("texts of settings are taken as they stand") {
    FakeProject fake;
    fake.settings["env"]["clear"]["GREETING"] = "${HOME} <%= 1 + 1 %> $(date)";

    const auto project = fake.load();

    const auto& env = project.config().roles.front().env_by_host.at("h1");
    CHECK(env.clear.front().second == "${HOME} <%= 1 + 1 %> $(date)");
}

TEST_CASE("the project lives as long as its call") {
    FakeProject fake;
    std::optional<Project> project = fake.serving();

    auto deploying = project->deploy(FakeProject::to("v2"));
    project.reset();

    CHECK(run_loop(fake.loop, std::move(deploying)).version == "v2");
}
