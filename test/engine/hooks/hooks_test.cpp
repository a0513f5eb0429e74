#include "engine/hooks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/failure_path.hpp"
#include "engine/hook_files.hpp"
#include "engine/hook_output.hpp"
#include "hook_bench.hpp"
#include "support/scripted_hosts.hpp"
#include "transport/dry_runner.hpp"

using namespace wheels;
using test::HookBench;
using Names = std::vector<std::string>;

TEST_CASE("a hook's lines arrive under its name, in order, and a failure says how it ended") {
    HookBench bench;
    bench.add("pre-deploy", "echo one; echo two >&2; printf three; exit 4");

    CHECK(bench.run("pre-deploy") == "Hook pre-deploy exited with code 4");
    CHECK(bench.sink.hook_lines ==
          Names{"[hook:pre-deploy] one", "[hook:pre-deploy] two", "[hook:pre-deploy] three"});
    REQUIRE(bench.sink.all<event::HookFinished>().size() == 1);
    CHECK(bench.sink.all<event::HookFinished>().front().status == 4);
}

TEST_CASE("a secret is redacted also when the hook writes it in two pieces") {
    HookBench bench;
    bench.add("pre-deploy", "printf database-; sleep 0.02; echo password; printf data");

    CHECK(bench.run("pre-deploy").empty());
    CHECK(bench.sink.hook_lines == Names{"[hook:pre-deploy] [REDACTED]", "[hook:pre-deploy] data"});
}

TEST_CASE("hidden output is dropped when the hook succeeds and shown when it fails") {
    HookBench bench;
    bench.add("pre-deploy", "echo fine");
    bench.add("post-deploy", "echo why; exit 1");

    CHECK(bench.run("pre-deploy", Verbosity::quiet).empty());
    CHECK(bench.sink.hook_lines.empty());
    CHECK_FALSE(bench.run("post-deploy", Verbosity::quiet).empty());
    CHECK(bench.sink.hook_lines == Names{"[hook:post-deploy] why"});
}

TEST_CASE("of much hidden output the end is kept, from the beginning of a line, and that is said") {
    HookBench bench;
    bench.add("pre-deploy", "yes 0123456789 | head -c 20M; echo; echo the end; exit 1");

    CHECK_FALSE(bench.run("pre-deploy", Verbosity::quiet).empty());

    const auto& lines = bench.sink.hook_lines;
    CHECK(lines.size() * 11 <= 2 * engine::HookOutput::hidden_limit + 100);
    CHECK(lines.front() == "[hook:pre-deploy] 0123456789");
    CHECK(lines.back() == "[hook:pre-deploy] the end");
    REQUIRE(bench.sink.all<event::Notice>().size() == 1);
    CHECK(bench.sink.all<event::Notice>().front().text.find("more than is kept") != std::string::npos);
}

TEST_CASE("a cancelled hook may still speak, and its cancellation is no error of its own") {
    HookBench bench;
    bench.add("pre-deploy", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
    auto hooks = bench.hooks();
    test::Cancellable run(bench.loop, hooks.run(HookBench::context("pre-deploy")));
    while (bench.sink.hook_lines.empty()) bench.loop.run_one();

    run.cancel();
    bench.loop.run();

    CHECK(run.ended_as_cancelled());
    CHECK(std::count(bench.sink.hook_lines.begin(), bench.sink.hook_lines.end(), "[hook:pre-deploy] bye") ==
          1);
}

TEST_CASE("a failure hook that fails, or cannot be run, is only spoken of") {
    const std::string ignored = " (ignored — surfacing the original deploy error)";
    const std::string name = "post-deploy-failure";
    const struct {
        const char* script;
        unsigned mode;
        std::string said;
    } cases[] = {
        {"exit 7", 0755, "exited with code 7"},
        {"kill -TERM $$", 0755, "killed by signal 15 (SIGTERM)"},
        {"", 0644, "is not executable; run `chmod +x .kamal/hooks/post-deploy-failure`"},
    };

    for (const auto& [script, mode, said] : cases) {
        HookBench bench;
        bench.add(name, script, mode);
        auto hooks = bench.hooks();
        CHECK_NOTHROW(test::run_loop(bench.loop, hooks.run_failure_hook(HookBench::context(name))));
        CHECK(bench.sink.hook_lines == Names{"[hook:" + name + "] Hook " + name + " " + said + ignored});
    }
    HookBench nothing;
    auto hooks = nothing.hooks();
    test::run_loop(nothing.loop, hooks.run_failure_hook(HookBench::context(name)));
    CHECK(nothing.sink.events.empty());
}

TEST_CASE("a hook that an editor of another system has saved is told with the line that mends it") {
    for (const std::string text : {"#!/bin/sh\r\nexit 0\r\n", "\xEF\xBB\xBF#!/bin/sh\nexit 0\n"}) {
        HookBench bench;
        bench.project.write(".kamal/hooks/pre-deploy", text, 0755);
        const engine::HookFiles files(bench.config, bench.project.path(), bench.sink);

        const auto why = files.unusable("pre-deploy");

        REQUIRE(why.has_value());
        const auto begin = why->find('`') + 1;
        const auto line = why->substr(begin, why->rfind('`') - begin);
        REQUIRE(std::system(("cd " + bench.project.path() + " && " + line).c_str()) == 0);
        CHECK_FALSE(files.unusable("pre-deploy").has_value());
        CHECK(bench.run("pre-deploy").empty());
    }
}

TEST_CASE("an interrupted run gives its failure hook what is left of the time, also when it runs already") {
    for (const bool before : {true, false}) {
        HookBench bench;
        bench.add("post-deploy-failure", "echo ready; exec sleep 1000");
        test::ScriptedHosts hosts;
        DryRunner nothing;
        auto hooks = bench.hooks();
        engine::Collaborators with(hosts, nothing, hooks, bench.sink, bench.redactor);
        plan::RunState state(bench.config, plan::scope_of(bench.config, {}), Author("me@test", "Me"));
        state.say = [&](const event::Notice& notice) { bench.sink.on_event(notice); };
        engine::Places places(with, bench.loop.get_executor());
        engine::Interpreter interpreter(places, state, with);
        engine::FailurePath path(state, interpreter, hooks);
        const auto begun = std::chrono::steady_clock::now();
        if (before) path.end_by(begun);
        test::Cancellable run(bench.loop, path.run(HookBench::context("post-deploy-failure")));
        while (bench.sink.hook_lines.empty()) bench.loop.run_one();
        if (!before) path.end_by(begun);

        bench.loop.run();

        CHECK(run.ended());
        CHECK_FALSE(run.error());
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
        REQUIRE(bench.sink.all<event::Notice>().size() == 1);
        CHECK(bench.sink.all<event::Notice>().front().text ==
              "could not run post-deploy-failure to its end: it was cut short");
    }
}
