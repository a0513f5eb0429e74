#include "ssh/remote_forward.hpp"

#include <fmt/format.h>
#include <libssh2.h>

#include <chrono>
#include <utility>

#include "ssh/dial.hpp"
#include "ssh/forwarded_channel.hpp"
#include "ssh/relay.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh {
namespace {

using std::chrono::seconds;

constexpr const char* listen_on = "127.0.0.1";
constexpr seconds connecting_patience{5};
constexpr seconds closing_patience{2};

// Each may have 2 MB on its way here that this machine does not take yet.
constexpr std::size_t most_connections = 128;
// How many more wait for their turn; further ones are refused. libssh2 counts those, too, that came together
// and are only about to be taken.
constexpr int most_waiting = 1024;

awaitable<void> carry(std::shared_ptr<Session> session,
                      NativeChannel* native,
                      std::uint16_t port,
                      std::shared_ptr<std::optional<std::string>> trouble) {
    ForwardedChannel channel(session, native);
    std::optional<asio::ip::tcp::socket> local;
    Address here("localhost", port);
    const auto deadline = Clock::now() + connecting_patience;
    try {
        local = co_await dial(std::move(here), deadline);
    } catch (const DialFailure& failure) {
        *trouble = fmt::format("nothing answers on localhost:{} of this machine ({})", port, failure.cause);
    }
    if (local) {
        co_await relay(session, channel, *local);
    } else {
        co_await channel.close();
    }
}

}  // namespace

awaitable<std::unique_ptr<Forward>> RemoteForward::open(std::shared_ptr<Session> session,
                                                        std::string host,
                                                        ForwardedPort ports,
                                                        std::chrono::milliseconds patience) {
    auto forward = std::make_unique<RemoteForward>(std::move(session), std::move(host), ports);
    co_await forward->listen(patience);
    std::unique_ptr<Forward> opened = std::move(forward);
    co_return opened;
}

RemoteForward::~RemoteForward() {
    session_->drop("closed");
}

awaitable<void> RemoteForward::listen(std::chrono::milliseconds patience) {
    auto call = [this]() -> long {
        listener_ = libssh2_channel_forward_listen_ex(session_->native(), listen_on, ports_.port, nullptr,
                                                      most_waiting);
        return listener_ != nullptr ? 0 : libssh2_session_last_errno(session_->native());
    };
    const long result = co_await session_->drive(call, Clock::now() + patience);
    if (result == 0) co_return;
    if (result == Session::late)
        throw Error(ErrorKind::timed_out,
                    fmt::format("{} did not answer the request to forward its port {} within {} s", host_,
                                ports_.port, std::chrono::ceil<seconds>(patience).count()));
    if (!session_->alive())
        throw Error(ErrorKind::connection_lost,
                    fmt::format("lost the connection to {} while asking it to forward its port {}: {}", host_,
                                ports_.port, session_->cause()));
    throw Error(
        ErrorKind::command_failed,
        fmt::format("{} refuses to forward its port {} to this machine", host_, ports_.port),
        fmt::format("see there whether something else listens on it (ss -ltnp 'sport = :{}'), and whether "
                    "its sshd allows it (AllowTcpForwarding, DisableForwarding, PermitListen)",
                    ports_.port));
}

awaitable<Task> RemoteForward::next() {
    for (;;) {
        NativeChannel* channel = nullptr;
        auto call = [this, &channel]() -> long {
            channel = libssh2_channel_forward_accept(listener_);
            return channel != nullptr ? 0 : libssh2_session_last_errno(session_->native());
        };
        const long result = session_->alive() ? session_->step(call) : Session::lost;
        if (channel != nullptr) {
            Task task("connection", carry(session_, channel, ports_.local_port, trouble_));
            co_return task;
        }
        if (!session_->alive() || result != Session::again)
            throw Error(
                ErrorKind::connection_lost,
                fmt::format("lost the connection to {} that forwards its port {}: {}", host_, ports_.port,
                            session_->alive() ? fmt::format("libssh2 gave {}", result) : session_->cause()));
        co_await session_->wait(Clock::time_point::max());
    }
}

awaitable<void> RemoteForward::serve() {
    co_await run_as_they_come(*this, most_connections);
}

awaitable<void> RemoteForward::close() {
    auto session = session_;
    const auto deadline = Clock::now() + closing_patience;
    auto cancel = [this]() -> long { return libssh2_channel_forward_cancel(listener_); };
    if (!session->alive()) co_return;
    co_await session->drive(cancel, deadline);
    listener_ = nullptr;
    // The host does not confirm it. But it does one thing after the other: once it has answered anything that
    // was asked later, the port is free.
    auto ask = [&session]() -> long {
        auto* channel = libssh2_channel_open_session(session->native());
        return channel != nullptr ? 0 : libssh2_session_last_errno(session->native());
    };
    co_await session->drive(ask, deadline);
    co_await session->close();
}

}  // namespace wheels::ssh
