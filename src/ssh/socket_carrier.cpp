#include "ssh/socket_carrier.hpp"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>

#include "ssh/tcp_facts.hpp"

namespace wheels::ssh {
namespace {

long errno_of_last_call() {
    return errno == EWOULDBLOCK || errno == EINTR ? -EAGAIN : -errno;
}

}  // namespace

SocketCarrier::SocketCarrier(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
    // libssh2 would make it blocking again when it is freed: by then the descriptor may be somebody else's.
    socket_.native_non_blocking(true);
}

long SocketCarrier::send(std::string_view bytes) {
    const auto count = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return count < 0 ? errno_of_last_call() : count;
}

long SocketCarrier::receive(char* to, std::size_t size) {
    const auto count = ::recv(socket_.native_handle(), to, size, 0);
    return count < 0 ? errno_of_last_call() : count;
}

void SocketCarrier::when_readable(std::function<void(bool)> ready) {
    auto on_ready = [ready = std::move(ready)](asio::error_code failed) { ready(!failed); };
    socket_.async_wait(asio::socket_base::wait_read, std::move(on_ready));
}

void SocketCarrier::when_writable(std::function<void(bool)> ready) {
    auto on_ready = [ready = std::move(ready)](asio::error_code failed) { ready(!failed); };
    socket_.async_wait(asio::socket_base::wait_write, std::move(on_ready));
}

void SocketCarrier::close() noexcept {
    asio::error_code ignored;
    socket_.close(ignored);
}

bool SocketCarrier::has_unread() {
    int unread = 0;
    return ::ioctl(socket_.native_handle(), FIONREAD, &unread) == 0 && unread > 0;
}

bool SocketCarrier::has_ended() {
    return ssh::has_ended(socket_.native_handle());
}

std::optional<std::chrono::milliseconds> SocketCarrier::silence() {
    return silence_of(socket_.native_handle());
}

void SocketCarrier::limit_unacknowledged(std::chrono::milliseconds limit) {
    ssh::limit_unacknowledged(socket_.native_handle(), limit);
}

}  // namespace wheels::ssh
