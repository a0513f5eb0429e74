#include "ssh/ssh_runner.hpp"

#include <fmt/format.h>

#include "ssh/capture.hpp"
#include "ssh/exec.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh {
namespace {

using std::chrono::milliseconds;

class OneCommand final : public Conversation {
public:
    OneCommand(const Command& command, CommandObserver& observer)
        : command_(command), capture_(command, observer), begun_(Clock::now()) {}

    std::string_view input() const override { return command_.input.reveal(); }
    void heard(Stream stream, std::string_view bytes) override { capture_.heard(stream, bytes); }
    Clock::time_point deadline() const override { return begun_ + command_.deadline; }

    ExecResult result(const ExecEnd& end) {
        ExecResult result;
        result.status = end.status;
        result.signal = end.signal;
        result.took = std::chrono::duration_cast<milliseconds>(Clock::now() - begun_);
        capture_.finish(result);
        return result;
    }

private:
    const Command& command_;
    Capture capture_;
    Clock::time_point begun_;
};

}  // namespace

awaitable<ExecResult> SshRunner::run_one(const Command& command, CommandObserver& observer) {
    observer.started(command);
    OneCommand conversation(command, observer);
    auto session = session_;
    const auto end = co_await exec(session, command.line, conversation);
    auto result = conversation.result(end);
    switch (end.kind) {
        case ExecEnd::Kind::ended:
        case ExecEnd::Kind::complete: break;
        case ExecEnd::Kind::cancelled:
            session->drop("the work was cancelled");
            throw asio::system_error(asio::error::operation_aborted);
        case ExecEnd::Kind::late:
            throw Error(ErrorKind::timed_out, fmt::format("{} did not end within {} s on {}", command.name,
                                                          command.deadline.count(), host_));
        case ExecEnd::Kind::refused:
            throw Error(ErrorKind::connection_lost, fmt::format("{} does not start a command for {}: {}",
                                                                host_, command.name, end.cause));
        case ExecEnd::Kind::lost:
            throw Error(ErrorKind::connection_lost, fmt::format("lost the connection to {} during {}: {}",
                                                                host_, command.name, session->cause()));
    }
    observer.finished(command, result);
    co_return result;
}

awaitable<std::vector<ExecResult>> SshRunner::run(Sequence sequence, CommandObserver& observer) {
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    std::vector<ExecResult> results;
    for (const auto& command : sequence) {
        auto result = co_await run_one(command, observer);
        results.push_back(std::move(result));
        if (command.checked && results.back().status != 0) break;
    }
    co_await this_coro::throw_if_cancelled(throws);
    co_return results;
}

awaitable<void> SshRunner::close() {
    auto session = session_;
    co_await session->close();
}

}  // namespace wheels::ssh
