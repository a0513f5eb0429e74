#pragma once

#include "output/still_running.hpp"
#include "output/transcript.hpp"
#include "output/writer.hpp"
#include "wheels/event.hpp"

namespace wheels::output {

/// Tells a run to people: progress to standard error, and the plan of a dry run to standard output.
class TerminalSink final : public Sink {
public:
    TerminalSink(Writer& writer, Style style, bool dry_run)
        : writer_(writer),
          transcript_(style),
          quiet_(style.verbosity == Verbosity::quiet),
          dry_run_(dry_run) {}

    void on_event(const Event& event) noexcept override;
    /// Ends an unfinished line, so that something else can be written.
    void end_line() noexcept;
    /// A second has passed. Long silences are explained by what runs on the hosts.
    void tick() noexcept;

private:
    Writer& writer_;
    Transcript transcript_;
    StillRunning still_running_;
    bool quiet_;
    bool dry_run_;
};

}  // namespace wheels::output
