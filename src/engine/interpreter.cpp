#include "engine/interpreter.hpp"

#include <exception>
#include <memory>
#include <utility>
#include <variant>

#include "async/run_all.hpp"
#include "base/failure.hpp"
#include "engine/forwarded.hpp"

namespace wheels::engine {
namespace {

// What a place did or did not do; the others are about the run as a whole.
bool is_about_a_place(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::connect:
        case ErrorKind::unknown_host:
        case ErrorKind::authentication:
        case ErrorKind::host_key:
        case ErrorKind::connection_lost:
        case ErrorKind::command_failed:
        case ErrorKind::unhealthy:
        case ErrorKind::timed_out:
        case ErrorKind::process: return true;
        case ErrorKind::usage:
        case ErrorKind::config:
        case ErrorKind::lock_held:
        case ErrorKind::hook_failed:
        case ErrorKind::cancelled:
        case ErrorKind::interrupted_int:
        case ErrorKind::interrupted_term:
        case ErrorKind::internal: return false;
    }
    return false;
}

void throw_all(const std::vector<Outcome>& outcomes) {
    std::vector<Failure> failures;
    std::exception_ptr whole;    // an Error about the run as a whole
    std::exception_ptr unknown;  // no Error at all
    for (const auto& outcome : outcomes) {
        if (!outcome.error) continue;
        try {
            std::rethrow_exception(outcome.error);
        } catch (const Error& error) {
            if (error.failures().empty() && !whole) whole = outcome.error;
            failures.insert(failures.end(), error.failures().begin(), error.failures().end());
        } catch (...) {
            const bool better = !unknown || detail::is_aborted(unknown);
            if (better) unknown = outcome.error;
        }
    }
    if (unknown) std::rethrow_exception(unknown);
    if (whole) std::rethrow_exception(whole);
    if (!failures.empty()) throw Error(std::move(failures));
}

}  // namespace

awaitable<void> Interpreter::take(plan::Steps steps) {
    std::vector<Task> tasks;
    for (auto& step : steps) {
        auto label = step.place.name;
        tasks.emplace_back(std::move(label), take_one(std::move(step)));
    }
    const auto count = tasks.size();
    const auto outcomes = co_await run_all(std::move(tasks), count, OnFailure::run_all);
    throw_all(outcomes);
}

awaitable<void> Interpreter::take_one(plan::Step step) {
    auto work = hold(step.place, std::move(step.dialogue));
    try {
        if (step.forwarding) {
            co_await forwarded(*step.forwarding, places_, std::move(work));
        } else {
            co_await std::move(work);
        }
    } catch (const Error& error) {
        throw recorded(error, step.place);
    }
}

Error Interpreter::recorded(const Error& error, const plan::Place& place) {
    if (error.failures().empty() && !is_about_a_place(error.kind())) return error;
    auto failures = error.failures();
    if (failures.empty()) failures.push_back(failure_of(error, place.host(), {}));
    for (const auto& failure : failures) {
        run_.ledger.failed(failure);
        if (place.is_host()) with_.sink.on_event(event::HostFailed{failure});
    }
    return Error(std::move(failures));
}

awaitable<void> Interpreter::hold(plan::Place place, plan::Dialogue<> dialogue) {
    plan::Conversation conversation(std::move(dialogue));
    std::exception_ptr cut_off;
    while (conversation.demand() != nullptr) {
        // Cut off, there is nothing more to be had for it.
        if (cut_off) std::rethrow_exception(cut_off);
        auto demand = *conversation.demand();
        std::vector<ExecResult> results;
        std::exception_ptr error;
        try {
            results = co_await give(place, std::move(demand));
        } catch (const Error&) {
            error = std::current_exception();
        } catch (...) {
            error = std::current_exception();
            cut_off = error;
        }
        if (error) {
            conversation.fail(error);
        } else {
            conversation.answer(std::move(results));
        }
    }
    conversation.finish();
}

awaitable<std::vector<ExecResult>> Interpreter::give(plan::Place place, plan::Demand demand) {
    std::vector<ExecResult> results;
    if (auto* tell = std::get_if<plan::Tell>(&demand)) {
        results = co_await places_.run(std::move(place), std::move(tell->sequence));
    } else if (auto* talk = std::get_if<plan::Talk>(&demand)) {
        auto result = co_await places_.talk(std::move(place), std::move(talk->command), *talk->endpoint);
        results.push_back(std::move(result));
    } else if (auto* connect = std::get_if<plan::Connect>(&demand)) {
        auto to = connect->other.value_or(place);
        co_await places_.connect(std::move(to));
    } else if (std::holds_alternative<plan::Reconnect>(demand)) {
        co_await places_.reconnect(std::move(place));
    } else if (const auto* pause = std::get_if<plan::Pause>(&demand)) {
        co_await with_.sleep(pause->time);
    } else if (const auto* await = std::get_if<plan::Await>(&demand)) {
        co_await wait_for(*await->barrier);
    }
    co_return results;
}

// The barrier may be decided after this wait was cancelled, or its loop destroyed.
awaitable<void> Interpreter::wait_for(plan::Barrier& barrier) {
    auto on = co_await this_coro::executor;
    auto decided = std::make_shared<asio::steady_timer>(on, asio::steady_timer::time_point::max());
    std::weak_ptr<asio::steady_timer> waiting = decided;
    barrier.when_decided([waiting] {
        if (const auto timer = waiting.lock()) timer->cancel();
    });
    while (!barrier.decided()) {
        asio::error_code woken;
        co_await decided->async_wait(redirect_error(use_awaitable, woken));
    }
}

}  // namespace wheels::engine
