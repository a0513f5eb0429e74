#include "process/child_runner.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <exception>
#include <utility>

#include "async/run_all.hpp"
#include "async/supervised.hpp"
#include "async/with_deadline.hpp"
#include "process/spawn.hpp"

namespace wheels {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A started child. Destroyed before it was reaped (an io_context that is torn down in mid-run), it is killed:
// nothing that we started outlives us unnoticed.
class Child {
public:
    Child(process::Spawned spawned, bool own_group, const executor& on)
        : pid_(spawned.pid),
          own_group_(own_group),
          exited(on, spawned.exited.release()),
          output(on, spawned.output.release()),
          errors(on) {
        if (spawned.errors) errors.assign(spawned.errors.release());
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (reaped_) return;
        send(SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    void send(int number) const { ::kill(own_group_ ? -pid_ : pid_, number); }

    bool has_exited() const {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid != 0;
    }

    ChildResult reap() {
        siginfo_t info{};
        ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
        reaped_ = true;
        ChildResult result;
        result.status = info.si_status;
        if (info.si_code != CLD_EXITED) {
            result.signal = info.si_status;
            result.status = 128 + info.si_status;
        }
        return result;
    }

private:
    pid_t pid_;
    bool own_group_;
    bool reaped_ = false;

public:
    asio::posix::stream_descriptor exited;
    asio::posix::stream_descriptor output;
    asio::posix::stream_descriptor errors;  // open when the error output is separate
};

// Asio keeps what it knows of a descriptor for the next one: an event that was already queued for the pipe of
// an earlier child may end this wait too early.
awaitable<void> wait_for_exit(Child& child) {
    while (!child.has_exited())
        co_await child.exited.async_wait(asio::posix::descriptor_base::wait_read, use_awaitable);
}

/// How a child and its output ended, as its two coroutines tell each other.
struct Ending {
    explicit Ending(const executor& on) : lingering(on), output(on), errors(on) {}
    ChildResult result;
    bool cancelled = false;
    int pipes_open = 0;
    asio::steady_timer lingering;
    Supervised output;
    Supervised errors;
};

// Until the pipe ends or the reading is stopped. The next read waits until the output was taken.
awaitable<void> read_until_end(asio::posix::stream_descriptor& pipe, const ByteHandler& on_output) {
    std::array<char, 16384> buffer{};
    for (;;) {
        asio::error_code ended;
        const auto count =
            co_await pipe.async_read_some(asio::buffer(buffer), redirect_error(use_awaitable, ended));
        if (count > 0 && on_output) on_output(std::string_view(buffer.data(), count));
        if (ended) co_return;
    }
}

// A cancelled child may still say something while it shuts down: reading ends with the pipe, or by lead().
awaitable<void> forward(asio::posix::stream_descriptor& pipe,
                        const ByteHandler& on_output,
                        Supervised& supervisor,
                        Ending& ending) {
    auto reading = read_until_end(pipe, on_output);
    auto go_on = [] {};
    const auto error = co_await supervisor.run(std::move(reading), std::nullopt, go_on);
    --ending.pipes_open;
    ending.lingering.cancel();
    if (error && !ending.cancelled && !detail::is_aborted(error)) std::rethrow_exception(error);
}

// SIGTERM; SIGKILL after the grace period, or at once when cancelled again.
awaitable<void> terminate(Child& child, milliseconds grace) {
    auto on = co_await this_coro::executor;
    child.send(SIGTERM);
    Supervised patient(on);
    auto exit = wait_for_exit(child);
    const auto late = co_await patient.run(std::move(exit), grace);
    child.send(SIGKILL);  // also those of the group that outlived its leader
    if (!late) co_return;
    Supervised firm(on);
    auto death = wait_for_exit(child);
    auto go_on = [] {};
    co_await firm.run(std::move(death), std::nullopt, go_on);
}

// Waits for the exit, makes it happen when there is a reason to, and then ends the reading.
awaitable<void> lead(Child& child, const ChildSpec& spec, Ending& ending) {
    co_await this_coro::throw_if_cancelled(false);
    auto on = co_await this_coro::executor;
    const auto begun = steady_clock::now();
    Supervised waiting(on);
    auto on_cancelled = [&ending, &waiting] {
        ending.cancelled = true;
        waiting.stop();
    };
    auto exit = wait_for_exit(child);
    const auto stopped = co_await waiting.run(std::move(exit), spec.timeout, on_cancelled);
    if (stopped) co_await terminate(child, spec.grace);
    ending.result = child.reap();
    ending.result.timed_out = stopped && !ending.cancelled;
    ending.result.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    // A process that was left in the background may hold the pipe for ever: it gets a moment, no more.
    ending.lingering.expires_after(spec.linger);
    while (ending.pipes_open > 0 && ending.lingering.expiry() > steady_clock::now()) {
        asio::error_code ignored;
        co_await ending.lingering.async_wait(redirect_error(use_awaitable, ignored));
    }
    ending.output.stop();
    ending.errors.stop();
}

}  // namespace

awaitable<ChildResult> ChildRunner::run(ChildSpec spec, ByteHandler on_output) {
    auto on = co_await this_coro::executor;
    Child child(process::spawn(spec), spec.own_group, on);
    Ending ending(on);
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    std::vector<Task> tasks;
    ending.pipes_open = child.errors.is_open() ? 2 : 1;
    tasks.emplace_back("output", forward(child.output, on_output, ending.output, ending));
    if (child.errors.is_open())
        tasks.emplace_back("errors", forward(child.errors, spec.on_error_output, ending.errors, ending));
    tasks.emplace_back("exit", lead(child, spec, ending));
    const auto outcomes = co_await run_all(std::move(tasks), 3, OnFailure::run_all);
    co_await this_coro::throw_if_cancelled(throws);
    rethrow_first(outcomes);
    if (ending.cancelled) throw asio::system_error(asio::error::operation_aborted);
    co_return ending.result;
}

}  // namespace wheels
