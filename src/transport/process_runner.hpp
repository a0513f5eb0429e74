#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"

namespace wheels {

/// A child process to start on this machine. It has a constructor on purpose (see Command).
struct ChildSpec {
    explicit ChildSpec(std::vector<std::string> arguments) : argv(std::move(arguments)) {}

    enum class Input { null, inherit };
    enum class ErrorOutput { merged, inherit };  ///< `merged`: one pipe with stdout, order kept.

    std::vector<std::string> argv;  ///< argv[0] is looked up in PATH unless it holds a slash.
    std::string directory;          ///< Working directory; empty: ours.
    std::optional<std::vector<std::string>> environment;  ///< `NAME=value`; unset: ours.
    Input input = Input::null;
    ErrorOutput error_output = ErrorOutput::merged;
    std::optional<std::chrono::milliseconds> timeout;
    std::chrono::milliseconds grace{5000};   ///< Between SIGTERM and SIGKILL to its process group.
    std::chrono::milliseconds linger{1000};  ///< How long a pipe held by a grandchild is still read.
};

struct ChildResult {
    int status = 0;             ///< Exit status; 128 + signal when a signal ended it.
    std::optional<int> signal;  ///< The signal that ended it.
    bool timed_out = false;
    std::chrono::milliseconds took{};
};

/// Bytes as they arrive, any size, any content. The next read waits until it returns.
using ByteHandler = std::function<void(std::string_view bytes)>;

/// Starts processes on this machine and awaits them.
class ProcessRunner {
public:
    virtual ~ProcessRunner() = default;

    /// Runs the child in its own process group until it has exited and been reaped.
    ///
    /// Throws Error{process} when it cannot be started: the message says why (no such file, not
    /// executable, no such interpreter). Cancellation sends SIGTERM to the group, SIGKILL after
    /// `grace`, reaps, and then throws operation_aborted. `on_output` gets what it wrote.
    virtual awaitable<ChildResult> run(ChildSpec spec, ByteHandler on_output) = 0;
};

}  // namespace wheels
