#pragma once

#include <signal.h>
#include <sys/wait.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "process/child_runner.hpp"
#include "support/cancellable.hpp"
#include "support/run_loop.hpp"
#include "support/temp_dir.hpp"

namespace wheels::test {

/// Runs real children on a loop of its own, in a directory of its own.
struct ChildBench {
    ChildSpec shell(const std::string& script) const {
        ChildSpec spec(std::vector<std::string>{"/bin/sh", "-c", script});
        spec.directory = directory.path();
        return spec;
    }

    /// Collects the output, and calls `on_text` once when `text` has come.
    ByteHandler collect() {
        return [this](std::string_view bytes) {
            output += bytes;
            if (on_text && output.find(text) != std::string::npos) std::exchange(on_text, nullptr)();
        };
    }
    void when(std::string awaited, std::function<void()> then) {
        text = std::move(awaited);
        on_text = std::move(then);
    }

    ChildResult run(ChildSpec spec) { return run_loop(loop, runner.run(std::move(spec), collect())); }

    /// Runs the child and cancels it as often as `times`, once it has written `ready`.
    void cancel_when_ready(ChildSpec spec, int times = 1) {
        when("ready", [this, times] {
            for (int i = 0; i < times; ++i) asio::post(loop, [this] { cancellable->cancel(); });
        });
        cancellable.emplace(loop, ignore_result(runner, std::move(spec), collect()));
        loop.run();
        loop.restart();
    }

    static awaitable<void> ignore_result(ChildRunner& runner, ChildSpec spec, ByteHandler on_output) {
        co_await runner.run(std::move(spec), std::move(on_output));
    }

    asio::io_context loop;
    TempDir directory;
    ChildRunner runner;
    std::string output;
    std::string text;
    std::function<void()> on_text;
    std::optional<Cancellable> cancellable;
};

/// True when this process has no child, neither running nor dead.
inline bool no_children_left() {
    return ::waitpid(-1, nullptr, WNOHANG) == -1;
}

inline bool is_alive(pid_t pid) {
    return ::kill(pid, 0) == 0;
}

}  // namespace wheels::test
