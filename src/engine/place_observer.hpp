#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/line_splitter.hpp"
#include "base/stream_redactor.hpp"
#include "wheels/connector.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Passes on what happens at a place, and remembers what was going on there last. What a command writes is
/// redacted as one stream before it is cut into lines: a secret may go over several of them, or be longer
/// than what is told at once. One sequence at a time.
class PlaceObserver final : public CommandObserver {
public:
    /// Everything must outlive it.
    PlaceObserver(std::string place, Sink& sink, const Redactor& redactor)
        : place_(std::move(place)), sink_(sink), redactor_(redactor) {}
    PlaceObserver(const PlaceObserver&) = delete;
    PlaceObserver& operator=(const PlaceObserver&) = delete;
    ~PlaceObserver() override = default;

    void started(const Command& command) noexcept override;
    void planned(const Command& command) noexcept override;
    void heard(const Command& command, Stream stream, std::string_view bytes) noexcept override;
    void finished(const Command& command, const ExecResult& result) noexcept override;
    /// The place went away, or nobody waits for it any more: what it was saying breaks off.
    void broke_off() noexcept;

    /// The name of what the place was told last; empty: nothing yet. A copy, as the runner's sequence is gone
    /// when it has thrown.
    const std::string& last_step() const { return last_step_; }

private:
    /// One stream of the command that runs.
    struct Listener {
        Listener(const Redactor& redactor, LineSplitter::OnPiece on_piece)
            : clean(redactor), lines(std::move(on_piece)) {}
        StreamRedactor clean;
        LineSplitter lines;
    };

    std::optional<Listener>& listener(Stream stream) { return stream == Stream::out ? out_ : err_; }
    void end(bool torn);

    std::string place_;
    Sink& sink_;
    const Redactor& redactor_;
    std::string last_step_;
    std::optional<Listener> out_;
    std::optional<Listener> err_;
};

}  // namespace wheels::engine
