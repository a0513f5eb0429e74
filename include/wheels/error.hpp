#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/export.hpp"

namespace wheels {

/// Why work stopped. Decides the exit status (see `exit_status`).
enum class ErrorKind {
    usage,             ///< The command line makes no sense.
    config,            ///< deploy.yml, .kamal/secrets or a hook file is wrong; nothing was started.
    lock_held,         ///< Someone else holds the deploy lock.
    hook_failed,       ///< A hook refused, failed, timed out or could not be started.
    connect,           ///< No TCP connection or no SSH handshake with the host.
    unknown_host,      ///< The host's name has no address.
    authentication,    ///< The host accepted none of our keys.
    host_key,          ///< The host's key is unknown or has changed.
    connection_lost,   ///< The connection died in the middle of the work.
    command_failed,    ///< A command on a host ended with a non-zero status.
    unhealthy,         ///< A new container did not become healthy.
    timed_out,         ///< A host exceeded the deadline of a command, or a run that of its request.
    process,           ///< A local child process could not be run.
    cancelled,         ///< The program that embeds the engine stopped it.
    interrupted_int,   ///< SIGINT.
    interrupted_term,  ///< SIGTERM.
    internal,          ///< A bug in wheels.
};

/// The kind as a stable identifier, e.g. "lock_held".
WHEELS_API std::string_view to_string(ErrorKind kind);

/// One mistake in a configuration file. `line` and `column` count from 1; 0 means "not known".
struct WHEELS_API Problem {
    std::string file;  ///< As the user wrote the path, e.g. `config/deploy.yml`.
    std::size_t line = 0;
    std::size_t column = 0;
    std::string key;   ///< Path with slashes, e.g. `servers/web/options`; may be empty.
    std::string text;  ///< What is wrong, and how to mend it.

    /// `config/deploy.yml:12:5: servers/web/options: should be a map`
    std::string to_string() const;
};

/// Why one host (or hook, or local step) stopped.
struct Failure {
    ErrorKind kind = ErrorKind::internal;
    std::string host;                        ///< Empty for local work.
    std::string step;                        ///< What was being done, e.g. `pull image`.
    std::string message;                     ///< One sentence, redacted, without control characters.
    std::string hint;                        ///< How to mend it; may be empty.
    std::vector<std::string> remote_lines;   ///< Last lines of what the host said, redacted, untrusted text.
    std::vector<std::string> container_log;  ///< For an unhealthy container: its last log lines.
    bool follows_another = false;            ///< It was not begun, since another one had failed.
};

/// The one exception that stops work. Values, not text: a sink or `cli/` does the formatting.
/// Cancellation is not an Error: it travels as `asio::error::operation_aborted`.
class WHEELS_API Error : public std::exception {
public:
    Error(ErrorKind kind, std::string message, std::string hint = {});
    /// From several failing hosts, in the order of the configuration, those that follow another one last: the
    /// first one decides the kind.
    explicit Error(std::vector<Failure> failures);
    /// From all mistakes of a configuration.
    explicit Error(std::vector<Problem> problems);

    ErrorKind kind() const { return kind_; }
    /// One line without control characters: names the host and the step, and the cause.
    const std::string& message() const { return message_; }
    const char* what() const noexcept override { return message_.c_str(); }
    /// How to mend it; empty when there is nothing to say.
    const std::string& hint() const { return hint_; }
    const std::vector<Failure>& failures() const { return failures_; }
    /// The hosts among the failures, each once, in their order.
    std::vector<std::string> failed_hosts() const;
    const std::vector<Problem>& problems() const { return problems_; }

private:
    ErrorKind kind_;
    std::string message_;
    std::string hint_;
    std::vector<Failure> failures_;
    std::vector<Problem> problems_;
};

/// The process exit status for an error; documented in docs/failures-and-exit-status.md.
WHEELS_API int exit_status(ErrorKind kind);

}  // namespace wheels
