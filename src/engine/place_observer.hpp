#pragma once

#include <string>
#include <utility>

#include "transport/runner.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Passes on what happens at a place, and remembers what was going on there last.
class PlaceObserver final : public CommandObserver {
public:
    PlaceObserver(std::string place, Sink& sink) : place_(std::move(place)), sink_(sink) {}

    void started(const Command& command) noexcept override {
        last_step_ = command.name;
        sink_.on_event(event::CommandStarted{place_, command.name, command.line});
    }
    void planned(const Command& command) noexcept override {
        sink_.on_event(event::Planned{place_, command.line, command.condition});
    }
    void line(const Command& command, Stream stream, std::string_view text) noexcept override {
        if (command.shown) {
            sink_.on_event(event::BuildLine{std::string(text)});
        } else {
            sink_.on_event(event::OutputLine{place_, stream, std::string(text)});
        }
    }
    void finished(const Command& command, const ExecResult& result) noexcept override {
        sink_.on_event(event::CommandFinished{place_, command.name, result.status, result.took});
    }

    /// The name of what the place was told last; empty: nothing yet. A copy, as the runner's sequence is gone
    /// when it has thrown.
    const std::string& last_step() const { return last_step_; }

private:
    std::string place_;
    Sink& sink_;
    std::string last_step_;
};

}  // namespace wheels::engine
