#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wheels/export.hpp"

namespace wheels {

/// Something that is wrong at one place, or soon will be. Its texts are one line each, redacted, and without
/// control characters.
struct Finding {
    enum class Severity {
        error,    ///< A deploy fails because of it, or the app is not served.
        warning,  ///< It is worth knowing.
    };

    Severity severity = Severity::error;
    std::string check;   ///< What was looked at, as docs/command-line.md has it: `disk`.
    std::string text;    ///< What is wrong: "there are only 90 MB free in /var/lib/docker".
    std::string remedy;  ///< How to mend it, in one sentence, with the command to type where there is one.
};

/// `error` or `warning`.
WHEELS_API std::string_view to_string(Finding::Severity severity);

/// All that was found at one place.
struct Checkup {
    std::string host;     ///< `local` for this machine.
    std::string summary;  ///< What is there: "Docker 24.0.5, 12 GB free"; empty: nobody knows.
    std::vector<Finding> findings;
};

}  // namespace wheels
