#pragma once

#include <optional>
#include <string>

#include "async/coroutine.hpp"
#include "wheels/secret.hpp"

namespace wheels {

/// Asks the person at the terminal. Every answer is empty when there is nobody to ask.
class Prompter {
public:
    virtual ~Prompter() = default;
    /// A yes/no question; `yes` has to be typed in full, as with OpenSSH.
    virtual awaitable<std::optional<bool>> confirm(std::string question) = 0;
    /// Text that is not echoed.
    virtual awaitable<std::optional<Secret>> ask_secret(std::string question) = 0;
};

}  // namespace wheels
