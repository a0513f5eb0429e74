#include "ssh/agreement.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "ssh/dial.hpp"
#include "ssh/wire.hpp"

using namespace wheels::ssh;

namespace {

std::string packet(const std::vector<std::string>& lists) {
    std::string payload = "\x14" + std::string(16, 'c');
    for (const auto& list : lists) wire::put_string(payload, list);
    payload += std::string(5, '\0');
    std::string bytes;
    wire::put_string(bytes, "\x04" + payload + std::string(4, '\0'));
    return bytes;
}

std::string greeting(const std::string& key_exchanges,
                     const std::string& host_keys,
                     const std::string& ciphers,
                     const std::string& macs) {
    return "SSH-2.0-Test\r\n" +
           packet({key_exchanges, host_keys, ciphers, ciphers, macs, macs, "none", "none", "", ""});
}

std::string disagreement_of(const std::string& ours, const std::string& theirs) {
    const auto our_algorithms = read_algorithms(ours);
    const auto their_algorithms = read_algorithms(theirs);
    REQUIRE(our_algorithms);
    REQUIRE(their_algorithms);
    return disagreement(*our_algorithms, *their_algorithms);
}

asio::ip::tcp::endpoint at(const std::string& address) {
    return {asio::ip::make_address(address), 22};
}

}  // namespace

TEST_CASE("what two sides cannot agree on is said with both lists") {
    const auto ours = greeting("ext-info-c,curve25519-sha256", "ssh-ed25519,rsa-sha2-512",
                               "chacha20-poly1305@openssh.com,aes128-ctr", "hmac-sha2-256");
    struct Case {
        std::string theirs;
        std::string said;
    };
    const Case cases[] = {
        {greeting("ecdh-sha2-nistp256,curve25519-sha256", "rsa-sha2-512", "aes128-ctr", "hmac-sha2-256"), ""},
        {greeting("a,ext-info-c", "ssh-ed25519", "aes128-ctr", "hmac-sha2-256"),
         "no key exchange is known to both sides. The host has: a. Here there are: curve25519-sha256"},
        {greeting("curve25519-sha256", "ssh-dss", "aes128-ctr", "hmac-sha2-256"),
         "no kind of host key is known to both sides. The host has: ssh-dss. Here there are: ssh-ed25519, "
         "rsa-sha2-512"},
        {greeting("curve25519-sha256", "ssh-ed25519", "3des-cbc,aes256-cbc", "hmac-sha2-256"),
         "no cipher is known to both sides. The host has: 3des-cbc, aes256-cbc. Here there are: "
         "chacha20-poly1305@openssh.com, aes128-ctr"},
        {greeting("curve25519-sha256", "ssh-ed25519", "aes128-ctr", ""),
         "no MAC is known to both sides. The host has: none. Here there are: hmac-sha2-256"},
        // This cipher brings its own.
        {greeting("curve25519-sha256", "ssh-ed25519", "chacha20-poly1305@openssh.com", "hmac-md5"), ""},
    };
    for (const auto& [theirs, said] : cases) CHECK(disagreement_of(ours, theirs) == said);
}

TEST_CASE("algorithms are read behind what a host says first, and only when all of them are there") {
    const auto whole = greeting("a,b", "c", "d", "e");

    const auto found = read_algorithms("Authorized users only\r\nNo, really\r\n" + whole);

    REQUIRE(found);
    CHECK(found->lists[Algorithms::key_exchanges] == std::vector<std::string>{"a", "b"});
    CHECK(found->lists[Algorithms::macs_in] == std::vector<std::string>{"e"});
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(read_algorithms(whole.substr(0, size)));
    CHECK_FALSE(read_algorithms("SSH-2.0-Test\r\n" + std::string(200, '\xff')));
    CHECK_FALSE(read_algorithms("HTTP/1.1 400 Bad Request\r\n\r\n"));
    CHECK_FALSE(read_algorithms("SSH-2.0-Test\r\n" + packet({"a", "b"})));
}

TEST_CASE("addresses of a name are tried by turns of IPv6 and IPv4, in the order that they came in") {
    struct Case {
        std::vector<asio::ip::tcp::endpoint> given;
        std::vector<asio::ip::tcp::endpoint> ordered;
    };
    const Case cases[] = {
        {{}, {}},
        {{at("10.0.0.1")}, {at("10.0.0.1")}},
        {{at("::1"), at("::2"), at("::3"), at("10.0.0.1")},
         {at("::1"), at("10.0.0.1"), at("::2"), at("::3")}},
        {{at("10.0.0.1"), at("10.0.0.2"), at("::1")}, {at("10.0.0.1"), at("::1"), at("10.0.0.2")}},
    };
    for (const auto& [given, ordered] : cases) CHECK(by_turns(given) == ordered);
}
