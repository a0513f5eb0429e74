#include "ssh/agent.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "async/with_deadline.hpp"
#include "ssh/open_socket.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh::agent {
namespace {

// draft-miller-ssh-agent
enum : char {
    request_identities = 11,
    identities_answer = 12,
    sign_request = 13,
    sign_response = 14,
    extension = 27
};
constexpr std::uint32_t rsa_sha2_256 = 2;
constexpr std::uint32_t rsa_sha2_512 = 4;
constexpr std::size_t longest_answer = 256 * 1024;  // as OpenSSH has it

constexpr std::chrono::seconds list_limit{5};
constexpr std::chrono::seconds sign_limit{20};  // its owner may have to confirm, or to touch a token

/// Empty when there is none.
awaitable<std::string> ask(asio::local::stream_protocol::socket& socket, std::string framed) {
    asio::error_code failed;
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

std::string framed(std::string_view request) {
    std::string bytes;
    wire::put_string(bytes, request);
    return bytes;
}

/// The agent's answer, or nothing: whatever goes wrong with an agent, the other keys remain. What it says to
/// `binding` does not matter: not every agent knows that.
awaitable<std::string> exchange(std::string path, std::string binding, std::string request) {
    asio::local::stream_protocol::socket socket(co_await this_coro::executor);
    asio::error_code failed;
    const asio::local::stream_protocol::endpoint endpoint(path);
    open_socket(socket, endpoint.protocol(), failed);
    if (failed) co_return std::string();
    co_await socket.async_connect(endpoint, redirect_error(use_awaitable, failed));
    if (failed) co_return std::string();
    if (!binding.empty()) {
        const auto known = co_await ask(socket, std::move(binding));
        if (known.empty()) co_return std::string();
    }
    auto question = framed(request);
    auto answer = co_await ask(socket, std::move(question));
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

// OpenSSH: PROTOCOL.agent, session-bind@openssh.com.
std::string session_binding(std::string_view host_key,
                            std::string_view session_id,
                            std::string_view signature,
                            bool forwarding) {
    std::string request(1, extension);
    wire::put_string(request, "session-bind@openssh.com");
    wire::put_string(request, host_key);
    wire::put_string(request, session_id);
    wire::put_string(request, signature);
    request += forwarding ? '\1' : '\0';
    return framed(request);
}

awaitable<std::optional<std::vector<Key>>> list(std::string socket) {
    if (!usable(socket)) co_return std::nullopt;
    std::string request(1, request_identities);
    std::string unbound;
    auto exchanged = exchange(socket, std::move(unbound), std::move(request));
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
                                           std::string algorithm,
                                           std::string binding) {
    if (!usable(socket)) co_return std::nullopt;
    std::string request(1, sign_request);
    wire::put_string(request, public_blob);
    wire::put_string(request, data);
    wire::put_number(request, flags_for(algorithm));
    auto exchanged = exchange(socket, std::move(binding), std::move(request));
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
