#pragma once

#include <string_view>

namespace wheels::cli {

/// Whether colours belong on the stream: a terminal, no NO_COLOR, and TERM is not `dumb`.
bool wants_colours(int fd);

/// A standard stream that is closed would be given to the next file or socket that is opened, and our output
/// with it. Puts something harmless in its place, on which writing fails.
void occupy_closed_streams();

}  // namespace wheels::cli
