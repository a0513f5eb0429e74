#pragma once

#include <chrono>
#include <string>

#include "async/coroutine.hpp"
#include "base/environment.hpp"
#include "playground/docker_lines.hpp"
#include "wheels/event.hpp"
#include "wheels/process_runner.hpp"

namespace wheels::playground {

/// This machine's Docker, through its command line. What it is given must outlive it.
class Docker {
public:
    Docker(ProcessRunner& processes, const Environment& environment, Sink& sink)
        : processes_(processes), environment_(environment), sink_(sink) {}

    /// What it answers. Throws Error{process} when it fails, with what it said, and how to mend what is
    /// known. Cancellable.
    awaitable<std::string> ask(Words words);
    /// What makes something. Docker would go on with it when its command line is ended, and the thing would
    /// be there after a clean-up has looked. So it is waited for, some seconds at most, also when one is
    /// cancelled.
    awaitable<void> make(Order order);
    /// Whether it ends well; throws only where there is no docker at all.
    awaitable<bool> succeeds(Words words);
    /// As ask(), for what takes long: every line is shown.
    awaitable<void> show(Words words, std::string input);
    /// A line for this machine's shell, as ask().
    awaitable<void> shell(std::string line);

    Sink& sink() { return sink_; }
    void say(std::string text);
    void warn(std::string text);

private:
    awaitable<std::string> run(ChildSpec spec);
    awaitable<void> carry_out(Order order);
    awaitable<ChildResult> start(ChildSpec spec, ByteHandler on_output);

    ProcessRunner& processes_;
    const Environment& environment_;
    Sink& sink_;
};

/// What somebody can do about an error of the docker command; empty for those that speak for themselves.
/// Pure.
std::string remedy_for(const std::string& said);

}  // namespace wheels::playground
