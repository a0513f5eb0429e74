#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/error.hpp"
#include "wheels/export.hpp"
#include "wheels/secret.hpp"

namespace wheels {

/// Bytes as they arrive, any size, any content. The next read waits until it returns.
using ByteHandler = std::function<void(std::string_view bytes)>;

/// A child process to start on this machine. It has a constructor on purpose (see Command).
struct ChildSpec {
    explicit ChildSpec(std::vector<std::string> arguments) : argv(std::move(arguments)) {}

    /// `bytes`: those of `input_bytes`, then the end. `socket`: one with the output, as inetd has it.
    enum class Input { null, inherit, bytes, socket };
    /// `merged`: one pipe with stdout, order kept. `separate`: a pipe of its own, to `on_error_output`.
    enum class ErrorOutput { merged, inherit, separate };

    std::vector<std::string>
        argv;               ///< Not empty. argv[0] without a slash is looked up in the child's own PATH.
    std::string directory;  ///< Working directory; empty: ours.
    std::optional<std::vector<std::string>> environment;  ///< `NAME=value`; unset: ours.
    Input input = Input::null;
    Secret input_bytes;
    ErrorOutput error_output = ErrorOutput::merged;
    ByteHandler on_error_output;  ///< With `separate`; may be empty.
    /// A process group and session of its own, without a terminal: what asks on /dev/tty gets an error
    /// instead of waiting for ever. False for a child that talks with the person at the terminal, which lets
    /// only the group in its foreground read, and that is ours. Such a child is stopped alone, without its
    /// own children.
    bool own_group = true;
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

/// Error{process}: the child could not be started. The message says why (no such file, not executable, no
/// such interpreter).
class WHEELS_API StartError : public Error {
public:
    StartError(std::string message, bool not_in_path)
        : Error(ErrorKind::process, std::move(message)), not_in_path_(not_in_path) {}

    /// There is no program of that name: it is not installed.
    bool not_in_path() const { return not_in_path_; }

private:
    bool not_in_path_;
};

/// Starts processes on this machine and awaits them.
class ProcessRunner {
public:
    virtual ~ProcessRunner() = default;

    /// Runs the child until it has exited and been reaped.
    ///
    /// Throws StartError. Cancellation (and `timeout`) sends SIGTERM to its group and SIGKILL
    /// to what is left of it after `grace`, or at once when cancelled again; then the child is reaped, and
    /// operation_aborted thrown. `on_output` gets everything that it wrote until it ended, and what
    /// others who hold its pipe write within `linger` after that. An exception of a handler ends the child
    /// in the same way and is thrown.
    virtual awaitable<ChildResult> run(ChildSpec spec, ByteHandler on_output) = 0;
};

}  // namespace wheels
