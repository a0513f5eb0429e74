#pragma once

#include <utility>

#include "async/coroutine.hpp"
#include "transport/carrier.hpp"

namespace wheels::ssh {

/// A TCP connection.
class SocketCarrier final : public Carrier {
public:
    /// `socket` is connected.
    explicit SocketCarrier(asio::ip::tcp::socket socket);

    long send(std::string_view bytes) override;
    long receive(char* to, std::size_t size) override;
    void when_readable(std::function<void(bool)> ready) override;
    void when_writable(std::function<void(bool)> ready) override;
    void close() noexcept override;
    int descriptor() override { return socket_.native_handle(); }
    bool has_unread() override;
    bool has_ended() override;
    std::optional<std::chrono::milliseconds> silence() override;
    void limit_unacknowledged(std::chrono::milliseconds limit) override;

private:
    asio::ip::tcp::socket socket_;
};

}  // namespace wheels::ssh
