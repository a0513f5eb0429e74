#include "process/child_runner.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <list>
#include <utility>
#include <vector>

#include "async/callers_loop.hpp"
#include "async/run_all.hpp"
#include "async/supervised.hpp"
#include "async/with_deadline.hpp"
#include "process/child.hpp"

namespace wheels {
namespace {

using process::Child;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t read_size = 16384;
constexpr milliseconds death_limit{2000};  // after SIGKILL; only the kernel can hold it longer

// Asio keeps what it knows of a descriptor for the next one: an event that was already queued for the pipe of
// an earlier child may end this wait too early.
awaitable<void> wait_for_exit(Child& child) {
    while (!child.has_exited())
        co_await child.exited.async_wait(asio::posix::descriptor_base::wait_read, use_awaitable);
}

// There is no event for the end of the last process of a group, so the rest of it is looked for.
awaitable<void> wait_for_group(Child& child) {
    co_await wait_for_exit(child);
    for (milliseconds pause{10}; child.group_lives(); pause = std::min(2 * pause, milliseconds(100))) {
        co_await sleep_for(pause);
    }
}

/// One pipe of a child, and who gets what comes out of it.
struct Pipe {
    Pipe(asio::posix::stream_descriptor& pipe_end, const ByteHandler& pipe_handler, const executor& on)
        : end(pipe_end), handler(pipe_handler), reading(on) {}
    asio::posix::stream_descriptor& end;
    const ByteHandler& handler;
    Supervised reading;
    bool open = true;
    bool refused = false;  ///< The handler threw.
};

/// How a child and its pipes ended, as its coroutines tell each other.
struct Ending {
    explicit Ending(const executor& on) : lingering(on), waiting(on) {}
    bool any_open() const {
        return std::any_of(pipes.begin(), pipes.end(), [](const Pipe& pipe) { return pipe.open; });
    }
    std::list<Pipe> pipes;
    milliseconds took{};
    bool cancelled = false;
    bool timed_out = false;
    asio::steady_timer lingering;
    Supervised waiting;
};

// Until the pipe ends or the reading is stopped. The next read waits until the output was taken.
awaitable<void> read_until_end(Pipe& pipe) {
    std::array<char, read_size> buffer{};
    for (;;) {
        asio::error_code ended;
        const auto count =
            co_await pipe.end.async_read_some(asio::buffer(buffer), redirect_error(use_awaitable, ended));
        if (count > 0 && pipe.handler) pipe.handler(std::string_view(buffer.data(), count));
        if (ended) co_return;
    }
}

// A cancelled child may still say something while it shuts down: reading ends with the pipe, or by lead().
awaitable<void> forward(Pipe& pipe, Ending& ending) {
    auto reading = read_until_end(pipe);
    auto go_on = [] {};
    const auto error = co_await pipe.reading.run(std::move(reading), std::nullopt, go_on);
    pipe.open = false;
    ending.lingering.cancel();
    if (!error || detail::is_aborted(error)) co_return;
    pipe.refused = true;
    ending.waiting.stop();
    std::rethrow_exception(error);
}

// SIGTERM to the group. SIGKILL to what is left of it after the grace period, or at once when cancelled
// again.
awaitable<void> terminate(Child& child, milliseconds grace) {
    auto on = co_await this_coro::executor;
    child.signal(SIGTERM);
    child.signal(SIGCONT);  // one that was stopped hears of it, too
    Supervised patient(on);
    auto group = wait_for_group(child);
    co_await patient.run(std::move(group), grace);
    child.signal(SIGKILL);
    Supervised firm(on);
    auto death = wait_for_exit(child);
    auto go_on = [] {};
    co_await firm.run(std::move(death), death_limit, go_on);
}

// Waits for the exit, makes it happen when there is a reason to, and then ends the reading.
awaitable<void> lead(Child& child, const ChildSpec& spec, Ending& ending) {
    co_await this_coro::throw_if_cancelled(false);
    const auto begun = steady_clock::now();
    auto on_cancelled = [&ending] {
        ending.cancelled = true;
        ending.waiting.stop();
    };
    auto exit = wait_for_exit(child);
    const auto stopped = co_await ending.waiting.run(std::move(exit), spec.timeout, on_cancelled);
    if (stopped) {
        const bool refused =
            std::any_of(ending.pipes.begin(), ending.pipes.end(), [](const Pipe& p) { return p.refused; });
        ending.timed_out = !ending.cancelled && !refused;
        co_await terminate(child, spec.grace);
    } else {
        ending.cancelled = false;  // it had ended by itself before the cancellation got here
    }
    ending.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    // A process that was left in the background may hold the pipe for ever: it gets a moment, no more.
    ending.lingering.expires_after(spec.linger);
    while (ending.any_open() && ending.lingering.expiry() > steady_clock::now()) {
        asio::error_code ignored;
        co_await ending.lingering.async_wait(redirect_error(use_awaitable, ignored));
    }
    for (auto& pipe : ending.pipes) pipe.reading.stop();
}

// What was written before the reading was stopped is in the pipe: somebody slow may have taken the output.
void read_rest(const Pipe& pipe) {
    if (pipe.refused || !pipe.handler) return;
    std::array<char, read_size> buffer{};
    int left = 0;
    ::ioctl(pipe.end.native_handle(), FIONREAD, &left);
    while (left > 0) {
        const auto wanted = std::min<std::size_t>(static_cast<std::size_t>(left), buffer.size());
        const auto count = ::read(pipe.end.native_handle(), buffer.data(), wanted);
        if (count <= 0) return;
        pipe.handler(std::string_view(buffer.data(), static_cast<std::size_t>(count)));
        left -= static_cast<int>(count);
    }
}

std::vector<Task> tasks_of(Child& child, const ChildSpec& spec, Ending& ending) {
    std::vector<Task> tasks;
    for (auto& pipe : ending.pipes) tasks.emplace_back("output", forward(pipe, ending));
    tasks.emplace_back("exit", lead(child, spec, ending));
    return tasks;
}

}  // namespace

awaitable<ChildResult> ChildRunner::run(ChildSpec spec, ByteHandler on_output) {
    auto on = co_await this_coro::executor;
    check_callers_loop(on);
    Child child(process::spawn(spec), on);
    Ending ending(on);
    ending.pipes.emplace_back(child.output, on_output, on);
    if (child.errors.is_open()) ending.pipes.emplace_back(child.errors, spec.on_error_output, on);
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    auto tasks = tasks_of(child, spec, ending);
    const auto count = tasks.size();
    const auto outcomes = co_await run_all(std::move(tasks), count, OnFailure::run_all);
    co_await this_coro::throw_if_cancelled(throws);
    for (const auto& pipe : ending.pipes) read_rest(pipe);
    auto result = child.reap();
    rethrow_first(outcomes);
    if (ending.cancelled) throw asio::system_error(asio::error::operation_aborted);
    result.timed_out = ending.timed_out;
    result.took = ending.took;
    co_return result;
}

}  // namespace wheels
