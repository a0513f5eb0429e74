#pragma once

#include <span>
#include <string_view>

namespace wheels::cli {

/// A flag of the command line. The one table entry that parsing, help and completion are made from.
struct Flag {
    enum class Kind {
        boolean,
        text,
        count,  ///< A whole number.
        list,   ///< May be given several times.
        words,  ///< The same, and every word up to the next flag is a value, too.
        pairs,  ///< `NAME:VALUE`; may be given several times, and several such words may follow each other.
    };

    std::string_view name;      ///< `lock-wait`, without dashes.
    char letter = 0;            ///< `-d`; 0: none.
    Kind kind = Kind::boolean;  ///< A boolean also has `--no-NAME`.
    std::string_view value;     ///< How help calls the value: `NAME`.
    std::string_view help;      ///< What it does, without a full stop.
    std::string_view also;      ///< Another spelling of the name.
};

using Flags = std::span<const Flag>;

}  // namespace wheels::cli
