#include "ssh/dial.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>
#include <utility>
#include <vector>

#include "async/with_deadline.hpp"
#include "ssh/look_up.hpp"

namespace wheels::ssh {
namespace {

using asio::ip::tcp;

// What is not acknowledged for this long is lost.
constexpr unsigned user_timeout_ms = 30000;

void set_options(tcp::socket& socket) {
    asio::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout_ms,
                 sizeof user_timeout_ms);
}

awaitable<asio::error_code> connect(tcp::socket& socket, tcp::endpoint endpoint) {
    asio::error_code failed;
    co_await socket.async_connect(endpoint, redirect_error(use_awaitable, failed));
    if (failed == asio::error::operation_aborted) throw asio::system_error(failed);
    co_return failed;
}

DialFailure failure(const asio::error_code& error) {
    if (error == asio::error::timed_out)
        return DialFailure(DialFailure::Kind::unreachable, "no answer in time");
    if (error == asio::error::connection_refused)
        return DialFailure(DialFailure::Kind::refused, "connection refused");
    if (error == asio::error::connection_reset)
        return DialFailure(DialFailure::Kind::refused, "connection reset");
    return DialFailure(DialFailure::Kind::unreachable, error.message());
}

}  // namespace

awaitable<tcp::socket> dial(Address address, Clock::time_point deadline) {
    auto on = co_await this_coro::executor;
    auto endpoints = co_await look_up(address, deadline);
    asio::error_code last = asio::error::host_not_found;
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        // A silent address must not use up the time of those after it.
        const auto share = (deadline - Clock::now()) / static_cast<long>(endpoints.size() - i);
        tcp::socket socket(on);
        auto connecting = connect(socket, endpoints[i]);
        const auto failed = co_await with_deadline(std::move(connecting),
                                                   std::chrono::ceil<std::chrono::milliseconds>(share));
        last = failed.value_or(asio::error::timed_out);
        if (last) continue;
        set_options(socket);
        co_return socket;
    }
    throw failure(last);
}

}  // namespace wheels::ssh
