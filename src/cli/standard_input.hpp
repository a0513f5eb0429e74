#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "async/coroutine.hpp"

namespace wheels::cli {

/// Reads a stream that others may share: piece by piece, the next one when the last was taken. A thread of
/// its own waits for it, because there is no way to do that in the loop that does not change the stream for
/// others as well, and none at all for a file.
class StandardInput {
public:
    /// `changed` is called on the loop when there is something, or its end.
    StandardInput(executor on, int fd, std::function<void()> changed);
    /// What was read and not taken is lost.
    ~StandardInput();
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;

    /// What was read and not taken yet.
    std::string_view rest() const;
    void taken(std::size_t bytes);
    /// Nothing comes after that.
    bool ended() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace wheels::cli
