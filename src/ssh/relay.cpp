#include "ssh/relay.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "async/run_all.hpp"

namespace wheels::ssh {
namespace {

using asio::ip::tcp;

constexpr std::size_t chunk = 32700;  // as much as libssh2 sends at once
constexpr auto whenever = Clock::time_point::max();

/// One side went away before all was said.
asio::system_error cut_off() {
    return asio::system_error(asio::error::connection_reset);
}

awaitable<void> carry_here(std::shared_ptr<Session> session,
                           ForwardedChannel& channel,
                           tcp::socket& local,
                           const bool& all_sent) {
    std::vector<char> buffer(chunk);
    for (;;) {
        const long count = channel.read(buffer.data(), buffer.size());
        if (count == 0) break;
        if (count > 0) {
            const auto bytes = asio::buffer(buffer.data(), static_cast<std::size_t>(count));
            co_await asio::async_write(local, bytes, use_awaitable);
        } else if (count == Session::again) {
            co_await session->wait(whenever);
        } else {
            throw cut_off();
        }
    }
    asio::error_code ignored;
    local.shutdown(tcp::socket::shutdown_send, ignored);
    // The host closes its side after both have said all; before that, it means that nobody listens there.
    while (!channel.closed()) co_await session->wait(whenever);
    if (!all_sent) throw cut_off();
}

awaitable<void> carry_there(std::shared_ptr<Session> session,
                            ForwardedChannel& channel,
                            tcp::socket& local,
                            bool& all_sent) {
    std::vector<char> buffer(chunk);
    for (;;) {
        asio::error_code ended;
        const auto count =
            co_await local.async_read_some(asio::buffer(buffer), redirect_error(use_awaitable, ended));
        if (ended == asio::error::eof) break;
        if (ended) throw asio::system_error(ended);
        std::string_view rest(buffer.data(), count);
        while (!rest.empty()) {
            const long written = channel.write(rest);
            if (written > 0) {
                rest.remove_prefix(static_cast<std::size_t>(written));
            } else if (written == Session::again) {
                co_await session->wait(whenever);
            } else {
                throw cut_off();
            }
        }
    }
    while (channel.end_of_data() == Session::again) co_await session->wait(whenever);
    all_sent = true;
}

}  // namespace

awaitable<void> relay(std::shared_ptr<Session> session, ForwardedChannel& channel, tcp::socket& local) {
    bool all_sent = false;
    std::vector<Task> directions;
    directions.emplace_back("here", carry_here(session, channel, local, all_sent));
    directions.emplace_back("there", carry_there(session, channel, local, all_sent));
    // How they end is told to both sides by closing.
    co_await run_all(std::move(directions), 2, OnFailure::cancel_siblings);
    asio::error_code ignored;
    local.close(ignored);
    co_await channel.close();
}

}  // namespace wheels::ssh
