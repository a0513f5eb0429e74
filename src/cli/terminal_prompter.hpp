#pragma once

#include <functional>
#include <string>

#include "async/coroutine.hpp"
#include "async/mutex.hpp"
#include "wheels/prompter.hpp"

namespace wheels::cli {

/// Asks on /dev/tty, one question at a time. There is nobody to ask when the process has no terminal or is in
/// the background. Cancellation gives the terminal back as it was.
class TerminalPrompter final : public Prompter {
public:
    /// Whether there is a terminal to ask on.
    static bool has_terminal();

    /// `before_asking` is called before a question is written: to end an unfinished line of the output.
    TerminalPrompter(executor on, std::function<void()> before_asking);

    awaitable<std::optional<bool>> confirm(std::string question) override;
    /// Whether to go on; `y` is enough, and what is neither yes nor no means no.
    awaitable<std::optional<bool>> proceed(std::string question);
    awaitable<std::optional<Secret>> ask_secret(std::string question) override;

private:
    Mutex one_at_a_time_;
    std::function<void()> before_asking_;
};

}  // namespace wheels::cli
