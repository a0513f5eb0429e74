#include "ssh/ssh_runner.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "ssh/exec.hpp"
#include "ssh/scripted_commands.hpp"
#include "ssh/talking_command.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh {
namespace {

/// Throws what stops the work, if anything does.
void check(const ExecEnd& end, const Command& command, const std::string& host, Session& session) {
    switch (end.kind) {
        case ExecEnd::Kind::ended:
        case ExecEnd::Kind::complete: return;
        case ExecEnd::Kind::cancelled:
            if (!session.shared()) session.drop("the work was cancelled");
            throw asio::system_error(asio::error::operation_aborted);
        case ExecEnd::Kind::late:
            throw Error(ErrorKind::timed_out, fmt::format("{} did not end within {} s on {}", command.name,
                                                          command.deadline.count(), host));
        case ExecEnd::Kind::refused:
            throw Error(ErrorKind::connection_lost,
                        fmt::format("{} does not start a command for {}: {}", host, command.name, end.cause));
        case ExecEnd::Kind::lost:
            throw Error(ErrorKind::connection_lost, fmt::format("lost the connection to {} during {}: {}",
                                                                host, command.name, session.cause()));
    }
}

/// The login shell ended, and the script never began.
Error not_run(const std::string& host, const Command& command, const ExecResult& result) {
    const auto said = text::one_line(result.err.empty() ? result.out : result.err);
    return Error(
        ErrorKind::connect,
        fmt::format("{} lets us in but does not run {}: {}, with status {}", host, command.name,
                    said.empty() ? "what runs there instead ends at once"
                                 : fmt::format("what runs there instead says \"{}\"", said),
                    result.status),
        "the user needs a login shell there that runs commands (chsh -s /bin/bash USER), and a command that "
        "authorized_keys or sshd_config force has to run $SSH_ORIGINAL_COMMAND");
}

awaitable<std::vector<ExecResult>> run_all_scripts(std::shared_ptr<Session> session,
                                                   std::string host,
                                                   Sequence sequence,
                                                   CommandObserver& observer) {
    std::vector<ExecResult> results;
    while (results.size() < sequence.size()) {
        ScriptedCommands commands(sequence, results.size(), observer, results);
        const auto end = co_await exec(session, commands.line(), commands);
        check(end, commands.current(), host, *session);
        if (end.kind == ExecEnd::Kind::ended) commands.end_with(end);
        if (!commands.pid()) throw not_run(host, commands.current(), results.back());
        if (commands.current().checked && results.back().status != 0) break;
    }
    co_return results;
}

awaitable<ExecResult> talk_with(std::shared_ptr<Session> session,
                                std::string host,
                                const Command& command,
                                Endpoint& endpoint,
                                CommandObserver& observer) {
    const auto begun = Clock::now();
    TalkingCommand talking(command, endpoint);
    talking.listen([weak = std::weak_ptr<Session>(session)] {
        if (const auto alive = weak.lock()) alive->wake();
    });
    observer.started(command);
    const auto end = co_await exec(session, talking.line(), talking);
    check(end, command, host, *session);
    ExecResult result;
    result.status = end.status;
    result.signal = end.signal;
    result.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
    if (!talking.begun()) {
        result.out = talking.said_instead();
        throw not_run(host, command, result);
    }
    observer.finished(command, result);
    co_return result;
}

}  // namespace

awaitable<std::vector<ExecResult>> SshRunner::run(Sequence sequence, CommandObserver& observer) {
    auto session = session_;
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    std::vector<ExecResult> results;
    std::exception_ptr error;
    try {
        results = co_await run_all_scripts(session, host_, std::move(sequence), observer);
    } catch (...) {
        error = std::current_exception();
    }
    co_await this_coro::throw_if_cancelled(throws);
    if (error) std::rethrow_exception(error);
    co_return results;
}

awaitable<ExecResult> SshRunner::talk(Command command, Endpoint& endpoint, CommandObserver& observer) {
    auto session = session_;
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    ExecResult result;
    std::exception_ptr error;
    try {
        result = co_await talk_with(session, host_, command, endpoint, observer);
    } catch (...) {
        error = std::current_exception();
    }
    co_await this_coro::throw_if_cancelled(throws);
    if (error) std::rethrow_exception(error);
    co_return result;
}

awaitable<void> SshRunner::close() {
    auto session = session_;
    if (!session->shared()) co_await session->close();
}

}  // namespace wheels::ssh
