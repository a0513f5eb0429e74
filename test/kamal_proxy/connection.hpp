#pragma once

#include <memory>
#include <string>
#include <utility>

#include "async/coroutine.hpp"
#include "http_head.hpp"

namespace kamal_proxy {

using wheels::awaitable;

/// A TCP connection and the bytes that were read from it and not used yet. Its coroutines throw
/// asio::system_error; they end when somebody calls close().
class Connection {
public:
    explicit Connection(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

    asio::ip::tcp::socket& socket() { return socket_; }

    /// The bytes up to and with the delimiter. Empty at an end of file before the first byte.
    awaitable<std::string> read_until(std::string delimiter);
    /// At most `limit` bytes, what is there; empty at the end.
    awaitable<std::string> read_some(std::size_t limit);
    awaitable<void> write(std::string bytes);
    void finish_sending();
    void close();

private:
    asio::ip::tcp::socket socket_;
    std::string buffer_;
};

/// Reads the body of one message from a connection, free of its framing.
class BodyReader {
public:
    BodyReader(std::shared_ptr<Connection> from, Framing framing)
        : from_(std::move(from)), framing_(framing) {}

    /// The next piece; empty at the end. Throws when the body is cut short.
    awaitable<std::string> next();

private:
    awaitable<void> begin_chunk();

    std::shared_ptr<Connection> from_;
    Framing framing_;
    std::uint64_t chunk_left_ = 0;
    bool chunk_begun_ = false;
};

/// Copies the body, chunked or as it is.
awaitable<void> copy_body(BodyReader reader, std::shared_ptr<Connection> to, bool chunked);

/// Copies bytes in both directions until both sides have said all.
awaitable<void> tunnel(std::shared_ptr<Connection> a, std::shared_ptr<Connection> b);

}  // namespace kamal_proxy
