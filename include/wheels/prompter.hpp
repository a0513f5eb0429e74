#pragma once

#include <optional>
#include <string>

#include "wheels/awaitable.hpp"
#include "wheels/export.hpp"
#include "wheels/secret.hpp"

namespace wheels {

/// Asks the person who deploys, for Surroundings::prompter. Every answer is empty when there is nobody to
/// ask. Questions may come while another one is still open: ask one at a time. Cancellation has to end the
/// wait.
class WHEELS_API Prompter {
public:
    virtual ~Prompter() = default;
    /// A yes/no question; `yes` has to be typed in full, as with OpenSSH.
    virtual awaitable<std::optional<bool>> confirm(std::string question) = 0;
    /// Text that is not echoed.
    virtual awaitable<std::optional<Secret>> ask_secret(std::string question) = 0;
};

}  // namespace wheels
