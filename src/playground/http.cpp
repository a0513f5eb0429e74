#include "playground/http.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <system_error>
#include <utility>

#include "async/with_deadline.hpp"
#include "base/text.hpp"

namespace wheels::playground {
namespace {

constexpr std::size_t most_bytes = 1U << 20U;

/// Bytes from the connection until its end. HTTP/1.0, so that an answer ends with it and is not in chunks.
awaitable<std::string> exchange(std::uint16_t port, std::string request) {
    asio::ip::tcp::socket socket(co_await this_coro::executor);
    const asio::ip::tcp::endpoint there(asio::ip::address_v4::loopback(), port);
    co_await socket.async_connect(there, use_awaitable);
    co_await asio::async_write(socket, asio::buffer(request), use_awaitable);
    std::string answer;
    std::array<char, 16384> piece{};
    while (answer.size() < most_bytes) {
        asio::error_code ended;
        const auto count =
            co_await socket.async_read_some(asio::buffer(piece), redirect_error(use_awaitable, ended));
        answer.append(piece.data(), count);
        if (ended == asio::error::eof) break;
        if (ended) throw std::system_error(ended);
    }
    co_return answer;
}

Answer trouble(std::string why) {
    Answer answer;
    answer.trouble = std::move(why);
    return answer;
}

}  // namespace

Answer parse_answer(std::string_view bytes) {
    constexpr std::string_view beginning = "HTTP/1.";
    const auto head_end = bytes.find("\r\n\r\n");
    if (!bytes.starts_with(beginning) || bytes.size() < 12 || head_end == std::string_view::npos)
        return trouble(bytes.empty() ? "the connection was closed without an answer"
                                     : "what came is no answer of HTTP");
    Answer answer;
    const auto digits = bytes.substr(9, 3);
    std::from_chars(digits.data(), digits.data() + digits.size(), answer.status);
    if (answer.status < 100) return trouble("what came is no answer of HTTP");
    answer.body = bytes.substr(head_end + 4);
    // A connection that was cut in the middle is no answer, either.
    for (const auto& line : text::lines(bytes.substr(0, head_end))) {
        const auto colon = line.find(':');
        if (colon == std::string::npos || text::lower(line.substr(0, colon)) != "content-length") continue;
        const std::string length(text::trim(std::string_view(line).substr(colon + 1)));
        std::size_t promised = 0;
        std::from_chars(length.data(), length.data() + length.size(), promised);
        if (answer.body.size() < promised && bytes.size() < most_bytes)
            return trouble("the connection was closed in the middle of the answer");
    }
    return answer;
}

awaitable<Answer> get(std::uint16_t port,
                      std::string host,
                      std::string path,
                      std::chrono::milliseconds limit) {
    auto request = fmt::format(
        "GET {} HTTP/1.0\r\nHost: {}\r\nUser-Agent: wheels-playground\r\nAccept: */*\r\n\r\n", path, host);
    std::string why;
    try {
        auto work = exchange(port, std::move(request));
        const auto bytes = co_await with_deadline(std::move(work), limit);
        if (bytes) co_return parse_answer(*bytes);
        why = fmt::format("no answer within {} s", limit.count() / 1000);
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        why = text::lower(error.code().message());
    }
    co_return trouble(std::move(why));
}

}  // namespace wheels::playground
