#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "ssh/tcp_facts.hpp"

namespace wheels::ssh {

std::optional<std::chrono::milliseconds> silence_of(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
    return std::chrono::milliseconds(info.tcpi_last_data_recv);
}

void limit_unacknowledged(int socket, std::chrono::milliseconds limit) {
    const auto milliseconds = static_cast<unsigned>(limit.count());
    ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

bool has_ended(int socket) {
    pollfd end{socket, POLLRDHUP, 0};
    return ::poll(&end, 1, 0) == 1;
}

}  // namespace wheels::ssh
