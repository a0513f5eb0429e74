#pragma once

#include <string>

#include "output/paint.hpp"
#include "wheels/event.hpp"
#include "wheels/request.hpp"

namespace wheels::output {

/// How a run is told.
struct Style {
    Verbosity verbosity = Verbosity::normal;
    bool colours = false;
    /// Somebody watches: control characters of hooks are made visible. Into a file or a pipe they go as they
    /// are.
    bool terminal = false;
};

/// Turns events into the text that people read. Pure, but for the hook line that may be unfinished.
///
/// A hook's line always begins a line of ours, with nothing in front of `[hook:NAME] `, no colour either.
class Transcript {
public:
    explicit Transcript(Style style) : style_(style), paint_(style.colours) {}

    /// What to show for the event: nothing, whole lines, or a piece of a hook's line.
    std::string tell(const Event& event);
    /// Ends an unfinished line. To be called before anybody else writes.
    std::string end_line();

private:
    std::string text_of(const event::PhaseStarted& phase) const;
    std::string text_of(const event::Notice& notice) const;
    std::string text_of(const event::CommandStarted& command) const;
    std::string text_of(const event::CommandFinished& command) const;
    std::string text_of(const event::OutputLine& line) const;
    std::string text_of(const event::BuildLine& line) const;
    std::string text_of(const event::HookStarted& hook) const;
    std::string text_of(const event::HookFinished& hook) const;
    std::string text_of(const event::HostFailed& failed) const;
    std::string text_of(const event::Planned& planned) const;
    std::string hook_output(const event::HookOutput& output);
    std::string hook_text(const event::HookOutput& output);
    std::string prefix(const std::string& host) const;

    bool quiet() const { return style_.verbosity == Verbosity::quiet; }
    bool verbose() const { return style_.verbosity == Verbosity::verbose; }

    Style style_;
    Paint paint_;
    std::string open_hook_;   // whose line is unfinished on the screen
    std::string cut_letter_;  // the first bytes of a UTF-8 character whose rest is in the next piece
};

}  // namespace wheels::output
