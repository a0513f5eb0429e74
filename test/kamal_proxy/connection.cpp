#include "connection.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "async/run_all.hpp"

namespace kamal_proxy {
namespace {

constexpr std::size_t head_limit = 1 << 20;
constexpr std::size_t piece = 32 * 1024;

std::string hexadecimal(std::size_t number) {
    char digits[17];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number, 16);
    return std::string(std::begin(digits), end.ptr);
}

awaitable<void> copy_all(std::shared_ptr<Connection> from, std::shared_ptr<Connection> to) {
    while (true) {
        auto bytes = co_await from->read_some(piece);
        if (bytes.empty()) break;
        co_await to->write(std::move(bytes));
    }
    to->finish_sending();
}

}  // namespace

awaitable<std::string> Connection::read_until(std::string delimiter) {
    asio::error_code error;
    auto buffer = asio::dynamic_buffer(buffer_, head_limit);
    auto token = wheels::redirect_error(wheels::use_awaitable, error);
    const auto size = co_await asio::async_read_until(socket_, buffer, delimiter, token);
    if (error == asio::error::eof && buffer_.empty()) co_return std::string();
    if (error) throw asio::system_error(error);
    auto read = buffer_.substr(0, size);
    buffer_.erase(0, size);
    co_return read;
}

awaitable<std::string> Connection::read_some(std::size_t limit) {
    if (!buffer_.empty()) {
        auto bytes = buffer_.substr(0, limit);
        buffer_.erase(0, bytes.size());
        co_return bytes;
    }
    std::string bytes(std::min(limit, piece), '\0');
    asio::error_code error;
    auto token = wheels::redirect_error(wheels::use_awaitable, error);
    const auto size = co_await socket_.async_read_some(asio::buffer(bytes), token);
    if (error && error != asio::error::eof) throw asio::system_error(error);
    bytes.resize(size);
    co_return bytes;
}

awaitable<void> Connection::write(std::string bytes) {
    co_await asio::async_write(socket_, asio::buffer(bytes), wheels::use_awaitable);
}

void Connection::finish_sending() {
    asio::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Connection::close() {
    asio::error_code ignored;
    socket_.close(ignored);
}

awaitable<void> BodyReader::begin_chunk() {
    auto line = co_await from_->read_until("\r\n");
    if (std::exchange(chunk_begun_, true)) line = co_await from_->read_until("\r\n");
    const auto read = std::from_chars(line.data(), line.data() + line.size(), chunk_left_, 16);
    if (read.ec != std::errc()) throw BadHttp("malformed chunk");
}

awaitable<std::string> BodyReader::next() {
    const bool chunked = framing_.kind == Framing::Kind::chunked;
    auto& left = chunked ? chunk_left_ : framing_.length;
    if (chunked && left == 0) {
        co_await begin_chunk();
        if (left == 0) {  // the trailers, which nobody is told
            std::string line;
            do {
                line = co_await from_->read_until("\r\n");
            } while (line.size() > 2);
            framing_ = Framing();
        }
    }
    if (framing_.kind == Framing::Kind::none) co_return std::string();
    const bool endless = framing_.kind == Framing::Kind::until_close;
    if (!endless && left == 0) co_return std::string();
    const auto limit = endless ? piece : static_cast<std::size_t>(std::min<std::uint64_t>(left, piece));
    auto bytes = co_await from_->read_some(limit);
    if (endless) co_return bytes;
    if (bytes.empty()) throw BadHttp("the body was cut short");
    left -= bytes.size();
    co_return bytes;
}

awaitable<void> copy_body(BodyReader reader, std::shared_ptr<Connection> to, bool chunked) {
    while (true) {
        auto bytes = co_await reader.next();
        if (bytes.empty()) break;
        if (chunked) bytes = hexadecimal(bytes.size()) + "\r\n" + bytes + "\r\n";
        co_await to->write(std::move(bytes));
    }
    if (chunked) co_await to->write("0\r\n\r\n");
}

awaitable<void> tunnel(std::shared_ptr<Connection> a, std::shared_ptr<Connection> b) {
    std::vector<wheels::Task> directions;
    directions.emplace_back("there", copy_all(a, b));
    directions.emplace_back("back", copy_all(b, a));
    co_await wheels::run_all(std::move(directions), 2, wheels::OnFailure::cancel_siblings);
}

}  // namespace kamal_proxy
