#pragma once

#include <string>
#include <utility>

#include "async/coroutine.hpp"
#include "async/mutex.hpp"
#include "wheels/prompter.hpp"

namespace wheels::ssh {

/// One question at a time to the person at the terminal, however many hosts have one.
class Questions {
public:
    Questions(const executor& on, Prompter* prompter) : turns_(on), prompter_(prompter) {}

    /// Held while asking. Look again before you do: somebody before may have had the same question.
    Mutex& turns() { return turns_; }
    /// Null when there is nobody to ask.
    Prompter* prompter() const { return prompter_; }

private:
    Mutex turns_;
    Prompter* prompter_;
};

}  // namespace wheels::ssh
