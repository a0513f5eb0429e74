#pragma once

#include <string>

namespace wheels::commands {

/// How docker lists what it has.
enum class Listing {
    table,  ///< For people, as Kamal asks for it.
    json,   ///< One object a line, for programs.
};

/// The rest of a line that asks docker for a list.
inline std::string as(Listing listing) {
    return listing == Listing::json ? " --format '{{json .}}'" : "";
}

}  // namespace wheels::commands
