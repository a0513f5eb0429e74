#include "engine/host_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "base/text.hpp"

namespace wheels::engine {
namespace {

constexpr std::size_t shown_lines = 10;
constexpr int command_not_found = 127;  // as a shell says it

class HostObserver final : public CommandObserver {
public:
    HostObserver(std::string host, Sink& sink, bool dry_run)
        : host_(std::move(host)), sink_(sink), dry_run_(dry_run) {}

    void started(const Command& command) noexcept override {
        if (dry_run_) {
            sink_.on_event(event::Planned{host_, command.line, command.condition});
        } else {
            sink_.on_event(event::CommandStarted{host_, command.name, command.line});
        }
    }
    void line(const Command&, Stream stream, std::string_view text) noexcept override {
        sink_.on_event(event::OutputLine{host_, stream, std::string(text)});
    }
    void finished(const Command& command, const ExecResult& result) noexcept override {
        if (!dry_run_)
            sink_.on_event(event::CommandFinished{host_, command.name, result.status, result.took});
    }

private:
    std::string host_;
    Sink& sink_;
    bool dry_run_;
};

std::vector<std::string> last_lines(const ExecResult& result) {
    auto lines = text::lines(text::trim(result.err));
    if (lines.empty()) lines = text::lines(text::trim(result.out));
    if (lines.size() > shown_lines) lines.erase(lines.begin(), lines.end() - shown_lines);
    for (auto& line : lines) line = text::shorten(line, 1000);
    return lines;
}

}  // namespace

Error failed_command(const std::string& host, const Command& command, const ExecResult& result) {
    Failure failure;
    failure.kind = ErrorKind::command_failed;
    failure.host = host;
    failure.step = command.name;
    // What is not there had no chance to say what the hint is about.
    if (result.status != command_not_found) failure.hint = command.hint;
    failure.message =
        result.signal ? "killed by signal " + *result.signal : fmt::format("exit status {}", result.status);
    failure.remote_lines = last_lines(result);
    if (!failure.remote_lines.empty()) {
        failure.message += ": " + text::one_line(text::shorten(failure.remote_lines.back(), 300));
    }
    return Error(std::vector<Failure>{failure});
}

Failure failure_of(const Error& error, const std::string& host, const std::string& step) {
    if (!error.failures().empty()) return error.failures().front();
    Failure failure;
    failure.kind = error.kind();
    failure.host = host;
    failure.step = step;
    failure.message = error.message();
    failure.hint = error.hint();
    return failure;
}

awaitable<std::vector<ExecResult>> HostWork::run(std::string host, Sequence sequence) {
    if (sequence.empty()) co_return std::vector<ExecResult>();
    std::vector<ExecResult> results;
    std::vector<Failure> failures;
    std::string step = "connect";
    try {
        auto runner = co_await pool_.get(host);
        step = sequence.front().name;
        HostObserver observer(host, sink_, dry_run_);
        results = co_await runner->run(sequence, observer);
    } catch (const Error& error) {
        failures.push_back(failure_of(error, host, step));
    }
    if (!failures.empty()) throw Error(std::move(failures));
    if (!results.empty()) {
        const auto& last = sequence.at(results.size() - 1);
        if (last.checked && results.back().status != 0) throw failed_command(host, last, results.back());
    }
    co_return results;
}

awaitable<void> HostWork::connect(std::string host) {
    std::vector<Failure> failures;
    try {
        co_await pool_.get(host);
    } catch (const Error& error) {
        failures.push_back(failure_of(error, host, "connect"));
    }
    if (!failures.empty()) throw Error(std::move(failures));
}

awaitable<std::vector<ExecResult>> HostWork::attempt(std::string host, Sequence sequence) {
    std::string warning;
    try {
        auto results = co_await run(host, std::move(sequence));
        co_return results;
    } catch (const Error& error) {
        warning = error.message();
    }
    sink_.on_event(event::Notice{event::Notice::Level::warning, host, warning});
    co_return std::vector<ExecResult>();
}

awaitable<void> join(std::vector<Task> tasks) {
    const auto count = tasks.size();
    auto outcomes = co_await run_all(std::move(tasks), count, OnFailure::run_all);
    std::vector<Failure> failures;
    std::exception_ptr other;
    for (const auto& outcome : outcomes) {
        if (!outcome.error) continue;
        try {
            std::rethrow_exception(outcome.error);
        } catch (const Error& error) {
            if (error.failures().empty()) failures.push_back(failure_of(error, outcome.label, {}));
            failures.insert(failures.end(), error.failures().begin(), error.failures().end());
        } catch (...) {
            if (!other) other = outcome.error;
        }
    }
    if (other) std::rethrow_exception(other);
    if (!failures.empty()) throw Error(std::move(failures));
}

}  // namespace wheels::engine
