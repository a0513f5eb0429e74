#include "plan/phases/lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/date_time.hpp"
#include "base/failure.hpp"
#include "base/longest_wait.hpp"
#include "base/text.hpp"
#include "commands/failed_command.hpp"
#include "commands/lock.hpp"

namespace wheels::plan {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

std::string as_sentence(const std::string& details) {
    const auto lines = text::lines(text::trim(details));
    return lines.empty() ? "it has no details" : text::join(lines, ", ");
}

Error held_by(const std::string& details) {
    return Error(
        ErrorKind::lock_held, "the deploy lock is held: " + as_sentence(details),
        "Wait for that deploy (--lock-wait), or release a stale lock with `wheels deploy lock release`.");
}

// Only a host that vanished in between leaves it open whether the lock is ours.
bool leaves_it_open(ErrorKind kind) {
    return kind == ErrorKind::connection_lost || kind == ErrorKind::timed_out;
}

Dialogue<bool> try_to_acquire(RunState& run, const std::string& message) {
    const commands::LockDetails details(run.author.name, iso8601(run.clock.now()), run.config.version,
                                        message);
    Sequence sequence{commands::ensure_run_directory(), commands::acquire_lock(run.config, details)};
    run.lock.details = details.text();
    run.lock.state = Lock::State::asked;
    std::vector<ExecResult> results;
    try {
        results = co_await tell(std::move(sequence));
    } catch (const Error& error) {
        if (!leaves_it_open(error.kind())) run.lock.state = Lock::State::not_ours;
        throw;
    }
    const auto& answer = results.back();
    if (!answer.answered || answer.succeeded()) {
        run.lock.state = Lock::State::ours;
        co_return true;
    }
    run.lock.state = Lock::State::not_ours;
    if (replies::is_lock_held(answer.status, answer.err)) co_return false;
    auto refused = failure(ErrorKind::command_failed, run.config.primary_host(), "acquire the deploy lock",
                           text::one_line(answer.err));
    refused.remote_lines = text::lines(answer.err);
    throw failed(std::move(refused));
}

Dialogue<std::optional<std::string>> read_lock(const RunState& run) {
    auto question = commands::lock_details(run.config);
    const auto answer = co_await tell(std::move(question));
    if (!answer.answered || !answer.succeeded()) co_return std::nullopt;
    co_return replies::decode_lock_details(answer.out);
}

Dialogue<> refuse_or_wait(RunState& run, steady_clock::time_point until, bool first) {
    const auto& wait = run.lock.wait;
    const auto host = run.config.primary_host();
    const auto details = co_await read_lock(run);
    const auto text = details.value_or("");
    if (!wait.wait) throw held_by(text);
    if (first && details && !replies::is_automatic_lock(text)) {
        throw Error(ErrorKind::lock_held,
                    "the deploy lock is held by hand, not waiting for it: " + as_sentence(text),
                    "Release it with `wheels deploy lock release`.");
    }
    const auto left = std::chrono::ceil<seconds>(until - run.clock.ticks());
    if (left <= seconds(0)) {
        throw Error(ErrorKind::lock_held, fmt::format("timed out after {} s waiting for the deploy lock: {}",
                                                      wait.timeout.count(), as_sentence(text)));
    }
    if (first) run.note(host, "the deploy lock is held: " + as_sentence(text));
    // Nobody can look without a pause: the host would be asked as often as it can answer.
    const auto time = std::min(std::max(wait.interval, seconds(1)), left);
    run.note(host, fmt::format("trying again in {} s ({} s left)", time.count(), left.count()));
    co_await pause(time);
}

Dialogue<> acquire_by_hand(RunState& run, std::string message) {
    co_await acquire_lock(run, std::move(message));
    run.lock.state = Lock::State::kept;
}

Dialogue<> show(RunState& run) {
    const auto details = co_await read_lock(run);
    if (!details) co_return;
    Answer answer(run.config.primary_host(), {}, *details, Answer::Kind::lock);
    run.answer(std::move(answer));
}

Phase on_lock_host(std::string title, std::function<Dialogue<>(RunState&)> make) {
    Phase phase;
    phase.title = std::move(title);
    phase.steps = [make = std::move(make)](RunState& run) {
        return on_each({run.config.primary_host()}, [&](const std::string&) { return make(run); });
    };
    return phase;
}

}  // namespace

Dialogue<> acquire_lock(RunState& run, std::string message) {
    const auto until = run.clock.ticks() + std::min<seconds>(run.lock.wait.timeout, longest_wait);
    for (bool first = true;; first = false) {
        const bool taken = co_await try_to_acquire(run, message);
        if (taken) co_return;
        co_await refuse_or_wait(run, until, first);
    }
}

Dialogue<> release_own_lock(RunState& run) {
    Sequence nothing;
    co_await release_own_lock_after(run, std::move(nothing));
}

Dialogue<> release_own_lock_after(RunState& run, Sequence before) {
    if (!run.lock.may_be_ours()) {
        co_await tell(std::move(before));
        co_return;
    }
    const auto host = run.config.primary_host();
    const auto state = run.lock.state;
    const auto release = commands::release_own_lock(run.config, run.lock.details);
    auto sequence = std::move(before);
    sequence.push_back(release);
    const auto results = co_await tell(std::move(sequence));
    const auto& answer = results.back();
    const bool was_ours = answer.status != commands::lock_held_status;
    if (was_ours && answer.answered && !answer.succeeded())
        throw commands::failed_command(host, release, answer);
    run.lock.state = Lock::State::not_ours;
    if (was_ours || state == Lock::State::asked) co_return;
    run.warn(host, "the deploy lock was not ours any more, and is left as it is: was it released by hand?");
}

Phases take_lock(std::vector<std::string> hosts) {
    auto take = on_lock_host("Acquire the deploy lock", [](RunState& run) {
        return acquire_lock(run, commands::automatic_lock_message);
    });
    auto take_unless_inherited = [steps = std::move(take.steps)](RunState& run) {
        return run.lock.inherited ? Steps() : steps(run);
    };
    take.steps = std::move(take_unless_inherited);
    Phase directories;
    directories.steps = [hosts = std::move(hosts)](RunState& run) {
        if (run.lock.inherited) return Steps();
        const Sequence make{commands::ensure_run_directory()};
        return on_each(hosts, make);
    };
    return {std::move(take), std::move(directories)};
}

Phase release_lock() {
    return on_lock_host("Release the deploy lock", [](RunState& run) { return release_own_lock(run); });
}

Phase take_lock_by_hand(std::string message) {
    return on_lock_host("Acquire the deploy lock", [message = std::move(message)](RunState& run) {
        return acquire_by_hand(run, message);
    });
}

Phase release_lock_by_hand() {
    return on_lock_host("Release the deploy lock", [](RunState& run) {
        Sequence release{commands::release_lock(run.config)};
        return say(std::move(release));
    });
}

Phase show_lock() {
    return on_lock_host({}, [](RunState& run) { return show(run); });
}

}  // namespace wheels::plan
