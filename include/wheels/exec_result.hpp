#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace wheels {

/// How one Command ended. A non-zero status is a value here, not an error.
struct ExecResult {
    int status = 0;                     ///< Exit status; 128 + N (or 255) when a signal ended it.
    std::optional<std::string> signal;  ///< E.g. "KILL", without SIG, when a signal ended it.
    std::string out;                    ///< Head of stdout: whole lines, at most `output_limit` bytes.
    std::string err;                    ///< Tail of stderr: whole lines, at most `output_limit` bytes.
    std::chrono::milliseconds took{};
    /// False when nobody was asked, in a dry run: `out` is a placeholder, `status` means nothing, and what
    /// follows from the answer is not known.
    bool answered = true;

    bool succeeded() const { return status == 0; }

    static constexpr std::size_t output_limit = 1024 * 1024;
};

}  // namespace wheels
