#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace wheels::output {

/// What is asked for, and what is said on the way to it: standard output and standard error.
enum class Channel { results, progress };

/// Writes to the two standard streams in the order given, from a thread of its own, so that a reader who
/// stops reading never holds the caller up for long: what is not read is kept up to a limit, then the caller
/// waits for `patience`, then lines are left out, and the gap is marked. A stream that fails (closed pipe,
/// full disk) is given up.
///
/// SIGPIPE has to be ignored. Not for several threads.
class Writer {
public:
    struct Limits {
        std::size_t kept = 1024 * 1024;                                               ///< Bytes.
        std::optional<std::chrono::milliseconds> patience = std::chrono::seconds(5);  ///< Unset: for ever.
    };

    Writer(int results, int progress);
    Writer(int results, int progress, Limits limits);
    /// Waits until all is written.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void write(Channel channel, std::string text) noexcept;
    /// Never leaves anything out from now on: for results, and when nothing is at stake.
    void wait_for_ever() noexcept;
    /// Whether much more may be given now without waiting for a reader.
    bool has_room() const noexcept;
    /// Calls `again`, from the writing thread, whenever something was written or given up; it must not call
    /// the Writer. An empty one ends that.
    void when_written(std::function<void()> again) noexcept;
    /// Returns when all that was given is written or given up, or after `limit`.
    void drain(std::optional<std::chrono::milliseconds> limit = std::nullopt) noexcept;
    /// The errno for which the stream was given up; 0 while it works.
    int error(Channel channel) const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wheels::output
