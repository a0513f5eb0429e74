#pragma once

#include <termios.h>

namespace wheels::cli {

/// Passes every key on while it lives, instead of echoing it, gathering lines or making signals of it. One at
/// a time. A process that dies of a signal that it does not catch gives the terminal back as it was, too.
class RawTerminal {
public:
    explicit RawTerminal(int fd);
    ~RawTerminal();
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

    /// For whoever ends the process without destroying anything.
    static void give_back() noexcept;
};

}  // namespace wheels::cli
