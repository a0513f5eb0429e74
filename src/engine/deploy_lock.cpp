#include "engine/deploy_lock.hpp"

#include <algorithm>
#include <utility>

#include "async/with_deadline.hpp"
#include "base/text.hpp"
#include "commands/replies.hpp"

namespace wheels::engine {
namespace {

std::string as_sentence(const std::string& details) {
    auto lines = text::lines(text::trim(details));
    if (lines.empty()) return "it has no details";
    return text::join(lines, ", ");
}

Error held_by(const std::string& details) {
    return Error(
        ErrorKind::lock_held, "the deploy lock is held: " + as_sentence(details),
        "Wait for that deploy (--lock-wait), or release a stale lock with `wheels deploy lock release`.");
}

}  // namespace

DeployLock::DeployLock(const Config& config, HostWork& work, const Collaborators& with)
    : config_(config), work_(work), with_(with), host_(config.primary_host()) {}

awaitable<void> DeployLock::acquire(Author author, std::string message, LockWait wait) {
    const auto until = std::chrono::steady_clock::now() + wait.timeout;
    for (bool first = true;; first = false) {
        commands::LockDetails details(author.name, iso8601(with_.now()), config_.version, message);
        const bool taken = co_await try_acquire(std::move(details));
        if (taken) co_return;
        co_await refuse_or_wait(wait, until, first);
    }
}

awaitable<bool> DeployLock::try_acquire(commands::LockDetails details) {
    Sequence sequence{commands::ensure_run_directory(), commands::acquire_lock(config_, details)};
    our_details_ = details.text();
    state_ = State::asked;
    std::vector<ExecResult> results;
    try {
        results = co_await work_.run(host_, std::move(sequence));
    } catch (const Error& error) {
        // Only a host that vanished in between leaves it open whether the lock is ours.
        const bool vanished =
            error.kind() == ErrorKind::connection_lost || error.kind() == ErrorKind::timed_out;
        if (!vanished) state_ = State::not_taken;
        throw;
    }
    const auto& answer = results.back();
    if (answer.status == 0) {
        state_ = State::taken;
        co_return true;
    }
    state_ = State::not_taken;
    if (replies::is_lock_held(answer.status, answer.err)) co_return false;
    Failure failure;
    failure.kind = ErrorKind::command_failed;
    failure.host = host_;
    failure.step = "acquire the deploy lock";
    failure.message = text::one_line(answer.err);
    failure.remote_lines = text::lines(answer.err);
    throw Error(std::vector<Failure>{failure});
}

awaitable<void> DeployLock::refuse_or_wait(LockWait wait,
                                           std::chrono::steady_clock::time_point until,
                                           bool first) {
    using Level = event::Notice::Level;
    auto details = co_await status();
    const auto text = details.value_or("");
    if (!wait.wait) throw held_by(text);
    if (first && details && text.find(automatic_message) == std::string::npos) {
        throw Error(ErrorKind::lock_held,
                    "the deploy lock is held by hand, not waiting for it: " + as_sentence(text),
                    "Release it with `wheels deploy lock release`.");
    }
    const auto left = std::chrono::ceil<std::chrono::seconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
        throw Error(ErrorKind::lock_held, "timed out after " + std::to_string(wait.timeout.count()) +
                                              " s waiting for the deploy lock: " + as_sentence(text));
    }
    if (first)
        with_.sink.on_event(
            event::Notice{Level::info, host_, "the deploy lock is held: " + as_sentence(text)});
    const auto pause = std::min(wait.interval, left);
    with_.sink.on_event(event::Notice{Level::info, host_,
                                      "trying again in " + std::to_string(pause.count()) + " s (" +
                                          std::to_string(left.count()) + " s left)"});
    co_await sleep_for(pause);
}

awaitable<void> DeployLock::release() {
    if (state_ == State::not_taken) co_return;
    const auto before = state_;
    state_ = State::asked;  // which is all that is known until the host has answered
    const auto command = commands::release_own_lock(config_, our_details_);
    Sequence sequence{command};
    const auto results = co_await work_.run(host_, std::move(sequence));
    const auto& answer = results.back();
    const bool was_ours = answer.status != commands::lock_held_status;
    if (was_ours && answer.status != 0) {
        state_ = before;
        throw failed_command(host_, command, answer);
    }
    state_ = State::not_taken;
    if (was_ours || before == State::asked) co_return;
    with_.sink.on_event(event::Notice{
        event::Notice::Level::warning, host_,
        "the deploy lock was not ours any more, and is left as it is: was it released by hand?"});
}

awaitable<void> DeployLock::force_release() {
    Sequence sequence{commands::release_lock(config_)};
    co_await work_.run(host_, std::move(sequence));
}

awaitable<std::optional<std::string>> DeployLock::status() {
    Sequence sequence{commands::lock_details(config_)};
    auto results = co_await work_.run(host_, std::move(sequence));
    const auto& answer = results.back();
    if (answer.status != 0) co_return std::nullopt;
    co_return replies::decode_lock_details(answer.out);
}

}  // namespace wheels::engine
