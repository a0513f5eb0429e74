#include "ssh/agent.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "async/with_deadline.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh::agent {
namespace {

// draft-miller-ssh-agent
enum : char { request_identities = 11, identities_answer = 12, sign_request = 13, sign_response = 14 };
constexpr std::uint32_t rsa_sha2_256 = 2;
constexpr std::uint32_t rsa_sha2_512 = 4;
constexpr std::size_t longest_answer = 256 * 1024;  // as OpenSSH has it

constexpr std::chrono::seconds list_limit{5};
constexpr std::chrono::seconds sign_limit{20};  // its owner may have to confirm, or to touch a token

/// The agent's answer, or nothing: whatever goes wrong with an agent, the other keys remain.
awaitable<std::string> exchange(std::string path, std::string request) {
    asio::local::stream_protocol::socket socket(co_await this_coro::executor);
    asio::error_code failed;
    const asio::local::stream_protocol::endpoint endpoint(path);
    co_await socket.async_connect(endpoint, redirect_error(use_awaitable, failed));
    if (failed) co_return std::string();
    std::string framed;
    wire::put_string(framed, request);
    co_await asio::async_write(socket, asio::buffer(framed), redirect_error(use_awaitable, failed));
    if (failed) co_return std::string();
    std::string head(4, '\0');
    co_await asio::async_read(socket, asio::buffer(head), redirect_error(use_awaitable, failed));
    const auto size = wire::Reader(head).number();
    if (failed || size > longest_answer) co_return std::string();
    std::string answer(size, '\0');
    co_await asio::async_read(socket, asio::buffer(answer), redirect_error(use_awaitable, failed));
    if (failed) co_return std::string();
    co_return answer;
}

// sun_path is short; Asio throws for a longer one.
bool usable(const std::string& path) {
    return !path.empty() && path.size() < 108;
}

std::uint32_t flags_for(std::string_view algorithm) {
    if (algorithm.rfind("rsa-sha2-512", 0) == 0) return rsa_sha2_512;
    if (algorithm.rfind("rsa-sha2-256", 0) == 0) return rsa_sha2_256;
    return 0;
}

}  // namespace

awaitable<std::optional<std::vector<Key>>> list(std::string socket) {
    if (!usable(socket)) co_return std::nullopt;
    std::string request(1, request_identities);
    auto exchanged = exchange(socket, std::move(request));
    const auto answer = co_await with_deadline(std::move(exchanged), list_limit);
    if (!answer || answer->empty()) co_return std::nullopt;
    wire::Reader fields(*answer);
    if (fields.byte() != identities_answer) co_return std::nullopt;
    std::vector<Key> keys;
    for (auto left = fields.number(); left > 0 && fields.ok(); --left) {
        Key key;
        key.public_blob = fields.string();
        key.comment = fields.string();
        if (fields.ok()) keys.push_back(std::move(key));
    }
    co_return keys;
}

awaitable<std::optional<std::string>> sign(std::string socket,
                                           std::string public_blob,
                                           std::string data,
                                           std::string algorithm) {
    if (!usable(socket)) co_return std::nullopt;
    std::string request(1, sign_request);
    wire::put_string(request, public_blob);
    wire::put_string(request, data);
    wire::put_number(request, flags_for(algorithm));
    auto exchanged = exchange(socket, std::move(request));
    const auto answer = co_await with_deadline(std::move(exchanged), sign_limit);
    if (!answer || answer->empty()) co_return std::nullopt;
    wire::Reader fields(*answer);
    if (fields.byte() != sign_response) co_return std::nullopt;
    const auto signature = fields.string();
    wire::Reader parts(signature);
    const auto type = parts.string();
    // libssh2 wants a security key's signature with the flags and the counter behind it.
    const bool security_key = type.rfind("sk-", 0) == 0;
    const auto bytes = security_key ? parts.rest() : parts.string();
    if (!fields.ok() || !parts.ok()) co_return std::nullopt;
    co_return std::string(bytes);
}

}  // namespace wheels::ssh::agent
