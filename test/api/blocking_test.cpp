// wheels/blocking.hpp: a thread of the project's own, and what may be done from which.
#include "wheels/blocking.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <asio.hpp>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "fake_project.hpp"
#include "support/temp_dir.hpp"

using namespace wheels;
using namespace std::chrono_literals;
using test::error_of;
using test::FakeProject;

namespace {

/// Tells when something that the test waits for has begun.
class Begun {
public:
    void tell() {
        if (!std::exchange(told_, true)) promise_.set_value();
    }
    void wait() { future_.wait(); }

private:
    bool told_ = false;
    std::promise<void> promise_;
    std::future<void> future_ = promise_.get_future();
};

/// Children whose line has `part` in it never end by themselves; the others do nothing.
class HangingProcesses final : public ProcessRunner {
public:
    explicit HangingProcesses(std::string part) : part_(std::move(part)) {}

    awaitable<ChildResult> run(ChildSpec spec, ByteHandler) override {
        for (const auto& word : spec.argv) {
            if (word.find(part_) == std::string::npos) continue;
            begun.tell();
            asio::steady_timer never(co_await asio::this_coro::executor,
                                     asio::steady_timer::time_point::max());
            co_await never.async_wait(asio::use_awaitable);
        }
        co_return ChildResult();
    }

    Begun begun;

private:
    std::string part_;
};

class HearsPull final : public Sink {
public:
    void on_event(const Event& event) noexcept override {
        const auto* command = std::get_if<event::CommandStarted>(&event);
        if (command != nullptr && command->text.find("docker pull") != std::string::npos) begun.tell();
    }
    Begun begun;
};

/// On hosts that know no clock: what hangs there hangs until it is cancelled.
struct Timeless : FakeProject {
    explicit Timeless(const std::string& part = "no child at all") : children(part) {
        folder.write(".kamal/hooks/pre-build", "#!/bin/sh\n", 0755);
        folder.write(".kamal/hooks/post-deploy-failure", "#!/bin/sh\n", 0755);
        folder.write(".kamal/secrets", "REGISTRY_PASSWORD=$(slow-vault)\n");
        surroundings.project_root = folder.path();
        surroundings.clock = nullptr;
        surroundings.connector = &machines;
        surroundings.processes = &children;
        surroundings.sinks = {&pull};
        settings["readiness_delay"] = 0;
        options.settings = settings;
    }
    void pull_hangs() { machines.on("h1", "docker pull").hangs(); }
    blocking::Project project() {
        blocking::Project loaded(surroundings, options);
        machines.serve(loaded.config(), "v1");
        return loaded;
    }
    test::TempDir folder;
    testing::FakeHosts machines;
    HangingProcesses children;
    HearsPull pull;
};

}  // namespace

TEST_CASE("a run is a future for who waits for futures, and can be stopped all the same") {
    Timeless fake;
    const auto project = fake.project();

    auto run = project.start(deploy_request(FakeProject::to("v2")));
    auto report = run.future();

    CHECK(report.get().version == "v2");
    CHECK(run.wait_for(1min));
    CHECK(error_of([&] { run.get(); }).value().kind() == ErrorKind::usage);
    CHECK(error_of([&] { run.future(); }).value().kind() == ErrorKind::usage);
    fake.pull_hangs();
    auto stopped = project.start(deploy_request(FakeProject::to("v3")));
    auto never = stopped.future();
    CHECK_FALSE(stopped.ended());
    stopped.stop();
    CHECK(error_of([&] { never.get(); }).value().kind() == ErrorKind::cancelled);
}

TEST_CASE("a future that nobody waits for neither stops its run nor waits for it") {
    Timeless fake;
    const auto project = fake.project();

    auto run = project.start(deploy_request(FakeProject::to("v2")));
    {
        const auto dropped = run.future();
    }

    REQUIRE(run.wait_for(1min));
    CHECK(fake.machines.serving("h1", "shop-web") == "shop-web-v2");
}

TEST_CASE("a stop is for what is under way, and for nothing that begins later") {
    Timeless fake;
    auto project = fake.project();

    int stopped = 0;
    for (int i = 0; i < 200; ++i) {
        for (int j = 0; j < 3; ++j) project.stop();
        if (error_of([&] { project.exec("uptime"); })) ++stopped;
    }

    CHECK(stopped == 0);
}

TEST_CASE("who has the result of a call knows that it has ended, and may wait for ever") {
    Timeless fake;
    const auto project = fake.project();

    int unended = 0;
    for (int i = 0; i < 50; ++i) {
        auto call = project.start_exec("uptime");
        call.future().get();
        if (!call.ended()) ++unended;
    }
    auto call = project.start_exec("uptime");

    CHECK(unended == 0);
    CHECK(call.wait_for(std::chrono::milliseconds::max()));
}

TEST_CASE("loading is stopped, or has a deadline") {
    for (const auto kind : {ErrorKind::cancelled, ErrorKind::timed_out}) {
        Timeless fake("slow-vault");
        fake.options.secrets.reset();
        std::optional<std::chrono::milliseconds> deadline;
        if (kind == ErrorKind::timed_out) deadline = 20ms;

        auto loading = blocking::Project::start_load(fake.surroundings, fake.options, deadline);
        fake.children.begun.wait();
        if (!deadline) loading.stop();

        CHECK(error_of([&] { loading.get(); }).value().kind() == kind);
    }
}

TEST_CASE("a load that nobody finishes is stopped, and one that is finished is a project") {
    Timeless hanging("slow-vault");
    hanging.options.secrets.reset();
    {
        const auto dropped = blocking::Project::start_load(hanging.surroundings, hanging.options);
    }
    Timeless fake;

    auto loading = blocking::Project::start_load(fake.surroundings, fake.options);

    CHECK(loading.get().config().service == "shop");
    CHECK(error_of([&] { loading.get(); }).value().kind() == ErrorKind::usage);
}

TEST_CASE(
    "a hook that is run alone hears that everything is to stop, and a run beside it does not hear its") {
    Timeless fake("pre-build");
    const auto project = fake.project();

    auto hook = project.start_hook("pre-build");
    fake.children.begun.wait();
    auto run = project.start_status();
    hook.stop(ErrorKind::interrupted_term);

    CHECK(error_of([&] { hook.get(); }).value().kind() == ErrorKind::interrupted_term);
    CHECK(run.get().roles.size() == 4);
    CHECK_FALSE(project.run_hook("there-is-none"));
}

TEST_CASE("a project that is stopped stops a hook that somebody waits for") {
    Timeless fake("pre-build");
    auto project = fake.project();
    std::thread stopper([&] {
        fake.children.begun.wait();
        project.stop();
    });

    const auto error = error_of([&] { project.run_hook("pre-build"); });
    stopper.join();

    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::cancelled);
}

TEST_CASE("while a project is closed, stopping once more ends the failure path") {
    Timeless fake("post-deploy-failure");
    fake.pull_hangs();
    auto project = fake.project();
    auto run = project.start(deploy_request(FakeProject::to("v2")));
    fake.pull.begun.wait();
    const auto began = std::chrono::steady_clock::now();
    std::thread stopper([&] {
        fake.children.begun.wait();  // the closing has stopped the work
        run.stop();
    });

    project.close();
    const auto took = std::chrono::steady_clock::now() - began;
    stopper.join();

    CHECK(took < 10s);
    CHECK(run.ended());
    CHECK(error_of([&] { run.get(); }).value().kind() == ErrorKind::cancelled);
    CHECK_FALSE(fake.machines.locked("h1"));
}

TEST_CASE("a closed project begins nothing, and may be closed again") {
    Timeless fake;
    auto project = fake.project();
    project.close();
    project.close();

    CHECK(error_of([&] { project.deploy(FakeProject::to("v2")); }).value().message() ==
          "the project is closed");
    CHECK(error_of([&] { project.exec("uptime"); }).value().kind() == ErrorKind::usage);
    CHECK(project.config().service == "shop");
}

TEST_CASE("what waits is refused on the project's own thread, and what does not wait works there") {
    struct Calls : Sink {
        void on_event(const Event&) noexcept override {
            if (std::exchange(called, true)) return;
            errors = {error_of([&] { project->close(); }), error_of([&] { project->exec("uptime"); }),
                      error_of([&] { project->plan(Request()); }), error_of([&] { run->get(); })};
            waited = run->wait_for(1h);
            begun.emplace(project->start_exec("uptime"));
            of_begun = error_of([&] { begun->get(); });
        }
        bool called = false;
        bool waited = true;
        blocking::Project* project = nullptr;
        blocking::Run* run = nullptr;
        std::vector<std::optional<Error>> errors;
        std::optional<blocking::Pending<std::vector<HostResult>>> begun;
        std::optional<Error> of_begun;
    };
    Timeless fake;
    Calls calls;
    auto project = fake.project();
    auto request = deploy_request(FakeProject::to("v2"));
    fake.pull_hangs();
    calls.project = &project;
    auto first = project.start(request);
    calls.run = &first;
    request.sink = &calls;
    request.dry_run = true;

    project.run(request);
    first.stop();

    REQUIRE(calls.errors.size() == 4);
    for (const auto& error : calls.errors) {
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::usage);
    }
    CHECK_FALSE(calls.waited);
    REQUIRE(calls.of_begun);
    CHECK(calls.of_begun->kind() == ErrorKind::usage);
}

TEST_CASE("a project that is destroyed by its own callback ends by itself") {
    struct Destroys : Sink {
        void on_event(const Event&) noexcept override {
            begun.wait();  // nobody is in its calls any more
            project.reset();
        }
        std::optional<blocking::Project> project;
        Begun begun;
    };
    Timeless fake;
    fake.pull_hangs();
    Destroys destroys;
    auto project = fake.project();
    auto request = deploy_request(FakeProject::to("v2"));
    request.sink = &destroys;
    destroys.project.emplace(std::move(project));

    auto run = destroys.project->start(request);
    destroys.begun.tell();

    REQUIRE(run.wait_for(1min));
    CHECK(error_of([&] { run.get(); }).value().kind() == ErrorKind::cancelled);
}

TEST_CASE("a forked child stops nothing of its parent, and waits for nothing") {
    Timeless fake;
    fake.pull_hangs();
    auto project = std::make_unique<blocking::Project>(fake.project());
    auto run = project->start(deploy_request(FakeProject::to("v2")));
    fake.pull.begun.wait();

    const auto child = ::fork();
    if (child == 0) {
        run.stop();
        project->stop();
        int right = 0;
        if (error_of([&] { run.get(); })->kind() == ErrorKind::usage) ++right;
        if (error_of([&] { project->exec("uptime"); })->kind() == ErrorKind::usage) ++right;
        if (run.ended()) ++right;
        project.reset();
        ::_exit(right);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);

    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
    CHECK_FALSE(run.wait_for(100ms));
    run.stop();
    CHECK(error_of([&] { run.get(); }).value().kind() == ErrorKind::cancelled);
}
