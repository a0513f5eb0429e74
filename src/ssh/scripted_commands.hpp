#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ssh/exec.hpp"
#include "ssh/script.hpp"
#include "transport/capture.hpp"
#include "wheels/connector.hpp"

namespace wheels::ssh {

/// The Commands of one exec request: feeds them, tells the observer of each, collects their results.
class ScriptedCommands final : public Conversation {
public:
    /// All but `begin` must outlive it. The first command counts as started.
    ScriptedCommands(const Sequence& sequence,
                     std::size_t begin,
                     CommandObserver& observer,
                     std::vector<ExecResult>& results);

    const std::string& line() const { return script_.line; }

    std::string_view input() const override { return std::string_view(input_).substr(said_); }
    void said(std::size_t bytes) override { said_ += bytes; }
    void heard(Stream stream, std::string_view bytes) override { reader_.feed(stream, bytes); }
    bool listens(Stream stream) const override { return reader_.listens(stream); }
    Clock::time_point deadline() const override { return begun_ + current().deadline; }
    bool complete() const override { return complete_; }
    std::optional<long> pid() const override { return pid_; }

    /// The one that runs, or ran last.
    const Command& current() const { return sequence_[current_]; }
    /// The request ended although the conversation was not complete: that is how the current command ended.
    void end_with(const ExecEnd& end);

private:
    ScriptedCommands(const Sequence& sequence,
                     std::size_t begin,
                     CommandObserver& observer,
                     std::vector<ExecResult>& results,
                     Marker marker);

    void begin();
    void finish(int status, std::optional<std::string> signal);
    void pass_on();

    const Sequence& sequence_;
    CommandObserver& observer_;
    std::vector<ExecResult>& results_;
    Script script_;
    std::string input_;
    std::size_t said_ = 0;
    ScriptReader reader_;
    std::size_t current_;
    std::size_t last_;
    std::optional<Capture> capture_;
    Clock::time_point begun_;
    std::optional<long> pid_;
    bool complete_ = false;
};

}  // namespace wheels::ssh
