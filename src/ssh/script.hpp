#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "wheels/command.hpp"
#include "wheels/event.hpp"

/// How Commands are put into exec requests, and how their output is told apart again. Pure.
///
/// Commands that follow each other travel in one request: a small script runs each in a subshell, and after
/// each writes a marker, with the status, to both streams. The marker holds 128 random bits in two
/// halves that stand together nowhere but in what the script writes: not in its text, where `ps` would show
/// them.
namespace wheels::ssh {

struct Marker {
    Marker(std::string one, std::string other) : first(std::move(one)), second(std::move(other)) {}
    std::string text() const { return first + second; }
    std::string first;
    std::string second;
};

/// A new one that nobody can guess.
Marker random_marker();

/// What one exec request holds.
struct Script {
    Script() {}
    std::size_t count = 1;     ///< How many Commands of the sequence, at least one.
    bool marked = false;       ///< Every command is followed by a marker; else there is one command, and its
                               ///< status is that of the request.
    std::string line;          ///< For the login shell, whichever it is. The script's first words, on both
                               ///< streams, are the pid behind a marker.
    std::string input_prefix;  ///< Goes to stdin in front of the input of the one command.
    std::string input;         ///< `marked`: all of stdin.
};

/// As many Commands, from `begin` on, as fit into one request. `longest` is the length that a line may have.
Script make_script(const Sequence& sequence,
                   std::size_t begin,
                   const Marker& marker,
                   std::size_t longest = 30000);

/// One command alone. `on_terminal`: its two streams are one there, so the pid stands on stdout only.
Script make_single(const Command& command,
                   const Marker& marker,
                   bool on_terminal,
                   std::size_t longest = 30000);

/// Takes the output of a script apart. Bytes of the next command wait until the last one has ended on both
/// streams. What is said before the script begins, by start files of the login shell, is passed over; it is
/// the output of the command when the script never begins.
class ScriptReader {
public:
    struct Handlers {
        std::function<void(long)> pid;
        std::function<void(Stream, std::string_view)> bytes;  ///< Of the command that runs now.
        std::function<void(int)> ended;                       ///< It ended; the next one runs.
    };

    ScriptReader(std::string marker, bool marked, Handlers handlers);

    void feed(Stream stream, std::string_view bytes);
    /// False while this stream is ahead of the other.
    bool listens(Stream stream) const;
    /// No more comes: what may have been the beginning of a marker was output.
    void finish();

private:
    struct Side {
        std::string held;
        std::size_t passed = 0;  // markers
    };

    void advance();
    bool advance(std::size_t side);

    std::string marker_;
    bool marked_;
    Handlers handlers_;
    std::array<Side, 2> sides_;  // stdout, stderr
    std::array<long, 2> numbers_{};
};

/// Ends the process group of a command that nobody waits for any more.
std::string kill_line(long pid);

}  // namespace wheels::ssh
