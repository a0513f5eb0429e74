#include "ssh/dial.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace wheels::ssh {
namespace {

using asio::ip::tcp;

// What is not acknowledged for this long is lost.
constexpr unsigned user_timeout_ms = 30000;

/// The part of a wait that outlives the coroutine: Asio's resolver cannot be interrupted, our wait for it
/// can.
struct Answer {
    explicit Answer(const executor& on) : resolver(on) {}
    tcp::resolver resolver;
    asio::steady_timer* waiting = nullptr;
    bool done = false;
    asio::error_code error;
    std::vector<tcp::endpoint> endpoints;
};

/// Tells the answer that nobody waits any more.
class Waiting {
public:
    Waiting(Answer& answer, asio::steady_timer& timer) : answer_(answer) { answer.waiting = &timer; }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() { answer_.waiting = nullptr; }

private:
    Answer& answer_;
};

awaitable<std::vector<tcp::endpoint>> resolve(Address address, Clock::time_point deadline) {
    asio::error_code no_number;
    const auto number = asio::ip::make_address(address.host, no_number);
    if (!no_number) co_return std::vector<tcp::endpoint>(1, tcp::endpoint(number, address.port));

    auto on = co_await this_coro::executor;
    auto answer = std::make_shared<Answer>(on);
    asio::steady_timer timer(on, deadline);
    Waiting waiting(*answer, timer);
    auto on_answer = [answer](asio::error_code error, const tcp::resolver::results_type& results) {
        answer->done = true;
        answer->error = error;
        for (const auto& result : results) answer->endpoints.push_back(result.endpoint());
        if (answer->waiting != nullptr) answer->waiting->cancel();
    };
    answer->resolver.async_resolve(address.host, std::to_string(address.port), std::move(on_answer));
    while (!answer->done) {
        asio::error_code woken;
        co_await timer.async_wait(redirect_error(use_awaitable, woken));
        if (!woken && !answer->done)
            throw DialFailure(DialFailure::Kind::unreachable, "looking up its name took too long");
    }
    if (answer->error)
        throw DialFailure(DialFailure::Kind::name, "its name is not known (" + answer->error.message() + ")");
    co_return answer->endpoints;
}

void set_options(tcp::socket& socket) {
    asio::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout_ms,
                 sizeof user_timeout_ms);
}

/// One attempt, as its timer sees it: the timer's handler may still be under way when the attempt has ended.
struct Attempt {
    explicit Attempt(tcp::socket& connecting) : socket(&connecting) {}
    tcp::socket* socket;
    bool expired = false;
};

class Attempting {
public:
    explicit Attempting(Attempt& attempt) : attempt_(attempt) {}
    Attempting(const Attempting&) = delete;
    Attempting& operator=(const Attempting&) = delete;
    ~Attempting() { attempt_.socket = nullptr; }

private:
    Attempt& attempt_;
};

// The socket is closed, which ends the wait, when the time is up.
awaitable<asio::error_code> connect(tcp::socket& socket, tcp::endpoint endpoint, Clock::time_point deadline) {
    auto attempt = std::make_shared<Attempt>(socket);
    Attempting attempting(*attempt);
    asio::steady_timer timer(socket.get_executor(), deadline);
    auto on_time = [attempt](asio::error_code cancelled) {
        if (cancelled || attempt->socket == nullptr) return;
        attempt->expired = true;
        asio::error_code ignored;
        attempt->socket->close(ignored);
    };
    timer.async_wait(std::move(on_time));
    asio::error_code failed;
    co_await socket.async_connect(endpoint, redirect_error(use_awaitable, failed));
    if (attempt->expired) failed = asio::error::timed_out;
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
    auto endpoints = co_await resolve(address, deadline);
    asio::error_code last = asio::error::host_not_found;
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        // A silent address must not use up the time of those after it.
        const auto share = (deadline - Clock::now()) / static_cast<long>(endpoints.size() - i);
        tcp::socket socket(on);
        last = co_await connect(socket, endpoints[i], Clock::now() + share);
        if (last == asio::error::operation_aborted) throw asio::system_error(last);
        if (last) continue;
        set_options(socket);
        co_return socket;
    }
    throw failure(last);
}

}  // namespace wheels::ssh
