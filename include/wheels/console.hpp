#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "wheels/event.hpp"
#include "wheels/export.hpp"

namespace wheels {

/// A program that a run starts on a host, because somebody wants to hear it.
struct Program {
    std::string host;
    std::string name;   ///< The role or accessory whose container it runs in; empty: the host's own.
    std::string title;  ///< What its output is called: "App Host".
};

/// How a program ended that was run because somebody asked for it.
struct ProgramEnd {
    Program program;
    int status = 0;  ///< Exit status; 128 + signal when a signal ended it.
};

/// The terminal that somebody sits at, as the program is to see it.
struct TerminalSize {
    unsigned columns = 80;
    unsigned rows = 24;

    friend bool operator==(const TerminalSize&, const TerminalSize&) = default;
};

/// Our end of a program's streams. Plain calls on the engine's thread, while the program runs.
///
/// What it says is redacted; but not that of a program whose bytes are wanted as they are (`raw`), or that
/// somebody talks with.
class WHEELS_API Endpoint {
public:
    virtual ~Endpoint() = default;

    /// The program runs.
    virtual void begins() {}
    /// Whether more of this stream is welcome now. What is not heard is not read, and the program waits.
    virtual bool listens(Stream) const { return true; }
    virtual void heard(Stream stream, std::string_view bytes) = 0;
    /// The program has ended.
    virtual void ended(int /*status*/) {}

    /// What there is for it to read, and was not taken yet; stays the same until it is taken. Empty: nothing
    /// now.
    virtual std::string_view input() const { return {}; }
    virtual void taken(std::size_t /*bytes*/) {}
    /// Nothing comes after what input() has.
    virtual bool input_ended() const { return true; }

    /// The size of the terminal that the program gets, now. Unset: it gets none. The same for its whole life.
    virtual std::optional<TerminalSize> terminal() const { return std::nullopt; }
    /// Which kind it is: `$TERM`.
    virtual std::string terminal_kind() const { return {}; }

    /// `changed` is to be called, on the engine's thread, whenever one of the answers above has changed;
    /// until it is replaced by another or by an empty one.
    virtual void when_changed(std::function<void()> /*changed*/) {}
};

/// Whoever asked for programs. Must outlive the run.
class WHEELS_API Console {
public:
    virtual ~Console() = default;
    /// Of every program of the run, in the order of deploy.yml, before the first of them is started. The end
    /// of its life is the end of the program, whether that ever ran or not.
    virtual std::unique_ptr<Endpoint> open(const Program& program) = 0;
};

}  // namespace wheels
