#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/clock.hpp"
#include "wheels/config.hpp"
#include "wheels/connector.hpp"
#include "wheels/event.hpp"
#include "wheels/export.hpp"
#include "wheels/process_runner.hpp"
#include "wheels/surroundings.hpp"

/// Hosts, processes and a clock that are none, for the unit tests of a program that embeds wheels: no
/// network, no Docker, no child process, and no time passes.
///
///     wheels::testing::VirtualClock clock;
///     wheels::testing::FakeHosts hosts(&clock);
///     wheels::testing::FakeProcesses processes;
///     hosts.serve(project.config(), "v1");
///     hosts.on("192.0.2.11", "docker pull").takes(90s).fails("no space left on device");
///     surroundings.connector = &hosts;
///     surroundings.processes = &processes;
///     surroundings.clock = &clock;
///
/// The hosts know what Docker, kamal-proxy and the deploy lock do as far as a deploy depends on it, so a
/// deploy to them goes through, and a second one finds what the first has left. Everything is used on the
/// thread of the run, or between runs, and has to outlive them.
namespace wheels::testing {

/// A clock that stands still until everybody waits for it; then it is at once as late as the first of them
/// waits for. One for each loop.
class WHEELS_API VirtualClock final : public Clock {
public:
    /// Begins at 2026-01-01T00:00:00Z.
    VirtualClock();
    ~VirtualClock() override;
    VirtualClock(const VirtualClock&) = delete;
    VirtualClock& operator=(const VirtualClock&) = delete;

    std::chrono::system_clock::time_point now() const override;
    std::chrono::steady_clock::time_point ticks() const override;
    awaitable<void> sleep(std::chrono::milliseconds time) override;

    /// Somebody is at work who does not wait for it: it stands still for some turns of the loop more. The
    /// fakes say so by themselves; a ProcessRunner of your own may.
    void stir();

    /// How late it has become since it was made.
    std::chrono::milliseconds elapsed() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// What answers to a command, in place of what the fake would say by itself. Chained:
/// `hosts.on("*", "docker pull").takes(2s).fails("denied").times(1)`.
class WHEELS_API Reply {
public:
    struct Rule;
    explicit Reply(std::shared_ptr<Rule> rule) : rule_(std::move(rule)) {}

    Reply& says(std::string output);
    /// It does nothing and ends with that status.
    Reply& fails(std::string complaint, int status = 1);
    /// Before it answers; longer than its deadline is an Error{timed_out}. Needs a clock to pass.
    Reply& takes(std::chrono::milliseconds time);
    /// Never answers: until its deadline, or without a clock until it is cancelled.
    Reply& hangs();
    /// Of a host: before the command did anything.
    Reply& loses_connection();
    /// Only the first so many commands that match.
    Reply& times(int count);

private:
    std::shared_ptr<Rule> rule_;
};

/// What a host was told.
struct Told {
    std::string host;
    std::string name;                ///< What it is for: "pull image".
    std::string line;                ///< Whole, secrets included.
    std::string input;               ///< What it read from its standard input, the same.
    std::optional<int> status;       ///< Unset: it did not end.
    std::chrono::milliseconds at{};  ///< When it began, by the clock's elapsed().
};

/// Hosts that are none. One that was never named is an empty server with Docker.
class WHEELS_API FakeHosts final : public Connector {
public:
    /// `clock`: passes the time that replies take; null: they take none.
    explicit FakeHosts(VirtualClock* clock = nullptr);
    ~FakeHosts() override;
    FakeHosts(const FakeHosts&) = delete;
    FakeHosts& operator=(const FakeHosts&) = delete;

    /// Every role of the project runs in that version on its hosts, and is what the proxy serves there.
    void serve(const Config& config, const std::string& version);
    /// The names of the containers that run there.
    std::vector<std::string> running(const std::string& host) const;
    /// The container that the proxy sends the requests for a service (`SERVICE-ROLE[-DESTINATION]`) to;
    /// empty: none, or one that does not run.
    std::string serving(const std::string& host, const std::string& service) const;
    /// Somebody holds the deploy lock there.
    bool locked(const std::string& host) const;

    /// Commands of hosts that match `host`, and whose line matches `part` somewhere (after a `^`: at its
    /// beginning); in both `*` is any text. The rule that was made last goes before.
    Reply on(const std::string& host, const std::string& part);
    /// Nobody can connect to it: Error of that kind (`connect`, `authentication`, …).
    void refuse(const std::string& host, ErrorKind kind = ErrorKind::connect);
    /// It can be connected to again.
    void accept(const std::string& host);

    /// Everything that was said so far, in the order in which it began.
    const std::vector<Told>& told() const;
    /// How often somebody was told something whose line matches.
    std::size_t count(const std::string& host, const std::string& part) const;

    awaitable<std::unique_ptr<Runner>> connect(std::string host) override;
    awaitable<std::unique_ptr<Forward>> forward(std::string host, ForwardedPort ports) override;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

/// Child processes that are none: hooks, git, `$(command)`s of secrets files and docker of this machine
/// succeed and say nothing, unless a rule says otherwise.
class WHEELS_API FakeProcesses final : public ProcessRunner {
public:
    /// What was started.
    struct Started {
        std::vector<std::string> argv;
        std::string directory;
        std::vector<std::string> environment;  ///< `NAME=value`
    };

    explicit FakeProcesses(VirtualClock* clock = nullptr);
    ~FakeProcesses() override;
    FakeProcesses(const FakeProcesses&) = delete;
    FakeProcesses& operator=(const FakeProcesses&) = delete;

    /// Processes whose words, with a space between them, match `part` somewhere (after a `^`: at their
    /// beginning); `*` is any text.
    Reply on(const std::string& part);

    const std::vector<Started>& started() const { return started_; }
    std::size_t count(const std::string& part) const;

    awaitable<ChildResult> run(ChildSpec spec, ByteHandler on_output) override;

private:
    VirtualClock* clock_;
    std::vector<std::shared_ptr<Reply::Rule>> rules_;
    std::vector<Started> started_;
};

/// Keeps every event.
class WHEELS_API RecordingSink final : public Sink {
public:
    void on_event(const Event& event) noexcept override;

    const std::vector<Event>& events() const { return events_; }
    template <typename T>
    std::vector<T> all() const {
        std::vector<T> found;
        for (const auto& each : events_) {
            if (const auto* match = std::get_if<T>(&each)) found.push_back(*match);
        }
        return found;
    }

private:
    std::vector<Event> events_;
};

}  // namespace wheels::testing
