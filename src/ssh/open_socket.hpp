#pragma once

#include <sys/socket.h>

#include <cerrno>

#include "async/coroutine.hpp"

namespace wheels::ssh {

/// As `socket.open(protocol, error)`, but no child that the program starts gets it. Asio does not see to
/// that.
template <typename Socket>
void open_socket(Socket& socket, const typename Socket::protocol_type& protocol, asio::error_code& error) {
    const int fd = ::socket(protocol.family(), protocol.type() | SOCK_CLOEXEC, protocol.protocol());
    if (fd < 0) {
        error.assign(errno, asio::error::get_system_category());
        return;
    }
    socket.assign(protocol, fd, error);
}

}  // namespace wheels::ssh
