#pragma once

#include <string>
#include <string_view>

#include "base/line_splitter.hpp"
#include "transport/runner.hpp"

namespace wheels::ssh {

/// What one command says: lines for the observer, the head of stdout and the tail of stderr for the result.
class Capture {
public:
    /// Both must outlive it.
    Capture(const Command& command, CommandObserver& observer);
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    void heard(Stream stream, std::string_view bytes);
    /// Passes on unfinished lines and hands over what was kept.
    void finish(ExecResult& result);

private:
    const Command& command_;
    CommandObserver& observer_;
    LineSplitter out_lines_;
    LineSplitter err_lines_;
    std::string out_;
    std::string err_;
};

}  // namespace wheels::ssh
