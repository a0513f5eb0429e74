#pragma once

#include <string>
#include <string_view>

#include "wheels/connector.hpp"

namespace wheels {

/// What one command says, as it comes: all of it for the observer, the head of stdout and the tail of stderr
/// for the result. What is longer than may be kept is cut between two lines, because a part of a line could
/// be a part of a secret, which nobody recognises. Of a command that is `shown` everything is kept as stderr,
/// since its last lines are the ones that tell.
class Capture {
public:
    /// Both must outlive it.
    Capture(const Command& command, CommandObserver& observer) : command_(command), observer_(observer) {}
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    void heard(Stream stream, std::string_view bytes);
    /// Hands over what was kept.
    void finish(ExecResult& result);

private:
    const Command& command_;
    CommandObserver& observer_;
    std::string out_;
    std::string err_;
    bool out_is_cut_ = false;
    bool err_is_cut_ = false;
};

}  // namespace wheels
