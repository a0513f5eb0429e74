#pragma once

#include <chrono>
#include <optional>

/// What a connection is known and told beyond POSIX. tcp_facts_linux.cpp asks the kernel; with
/// tcp_facts_posix.cpp a host that falls silent is noticed by deadlines and keepalives alone, which is later.
namespace wheels::ssh {

/// How long nothing has come from the other side. Unset: not known.
std::optional<std::chrono::milliseconds> silence_of(int socket);

/// The connection is lost when what was sent is not acknowledged for so long.
void limit_unacknowledged(int socket, std::chrono::milliseconds limit);

/// Whether the other side has ended it, also where that stands behind what was not read yet.
bool has_ended(int socket);

}  // namespace wheels::ssh
