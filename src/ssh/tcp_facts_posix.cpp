#include <poll.h>
#include <sys/socket.h>

#include "ssh/tcp_facts.hpp"

namespace wheels::ssh {

std::optional<std::chrono::milliseconds> silence_of(int /*socket*/) {
    return std::nullopt;
}

void limit_unacknowledged(int /*socket*/, std::chrono::milliseconds /*limit*/) {}

// Only where nothing stands before the end.
bool has_ended(int socket) {
    pollfd end{socket, POLLIN, 0};
    if (::poll(&end, 1, 0) != 1) return false;
    if ((end.revents & (POLLHUP | POLLERR)) != 0) return true;
    char next = 0;
    return ::recv(socket, &next, 1, MSG_PEEK) == 0;
}

}  // namespace wheels::ssh
