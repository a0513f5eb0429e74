#pragma once

#include <vector>

#include "cli/session.hpp"

namespace wheels::cli {

/// Prints what every host said as Kamal does: a title and an empty line after each, without titles when
/// --quiet.
void show(Session& session, const std::vector<HostText>& texts);

}  // namespace wheels::cli
