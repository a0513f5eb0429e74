#include "ssh/rsa_size.hpp"

#include <doctest/doctest.h>

#include <string>

#include "ssh/wire.hpp"

using wheels::ssh::rsa_bits;

namespace {

std::string key_of(const std::string& kind, const std::string& modulus) {
    std::string blob;
    wheels::ssh::wire::put_string(blob, kind);
    wheels::ssh::wire::put_integer(blob, "\x01");
    wheels::ssh::wire::put_integer(blob, modulus);
    return blob;
}

}  // namespace

TEST_CASE("the size of an RSA key is that of its modulus") {
    CHECK(rsa_bits(key_of("ssh-rsa", std::string(256, '\xff'))) == 2048);
    CHECK(rsa_bits(key_of("ssh-rsa", "\x7f" + std::string(127, '\xff'))) == 1023);
    CHECK(rsa_bits(key_of("ssh-rsa", "\x01")) == 1);
}

TEST_CASE("what is no RSA key has no size") {
    CHECK(rsa_bits(key_of("ssh-ed25519", std::string(32, '\xff'))) == 0);
    CHECK(rsa_bits(key_of("ssh-rsa", "")) == 0);
    CHECK(rsa_bits(key_of("ssh-rsa", "\xff").substr(0, 12)) == 0);
    CHECK(rsa_bits("") == 0);
}
