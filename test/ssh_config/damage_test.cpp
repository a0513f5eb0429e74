#include <doctest/doctest.h>

#include <random>

#include "ssh_config/in_memory.hpp"
#include "wheels/error.hpp"

namespace wheels::test {

TEST_CASE("whatever stands in a file, it is settings, a question, or an error with a line") {
    const std::string good =
        "Host web* !web9\n  User \"ann\"\n  Port=22\nMatch host a,b exec \"t %h\" !user x\n"
        "IdentityFile ~/.ssh/%r\nIdentityAgent ${HOME}\nProxyJump a@b:1,[::1]:2\nCiphers +aes*,-x\nInclude "
        "d*\n"
        "Match final localnetwork 10.0.0.0/8\nServerAliveInterval 1h2m\nGlobalKnownHostsFile a b\n";
    const std::string alphabet = "\"'\\%~$!*?,#= \t\n\r\f{}[]@:/-+^0aZ\xff\x00";
    std::mt19937 chance(20260601);  // NOLINT(cert-msc51-cpp): the same files in every run
    const auto upto = [&chance](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(chance);
    };
    int settled = 0;
    int refused = 0;
    for (int i = 0; i < 20000; ++i) {
        auto text = good;
        for (auto changes = upto(6) + 1; changes > 0; --changes) {
            const auto at = upto(text.size());
            switch (upto(4)) {
                case 0: text.erase(at, upto(20)); break;
                case 1: text.insert(at, 1, alphabet[upto(alphabet.size())]); break;
                case 2: text[at] = alphabet[upto(alphabet.size())]; break;
                default: text.insert(at, text.substr(upto(text.size()), upto(30))); break;
            }
            if (text.empty()) text = "#";
        }
        CAPTURE(text);
        InMemory config("web1", text);
        config.environment["HOME"] = "/home/jo";
        try {
            config.ask();
            ++settled;
        } catch (const Error& error) {
            REQUIRE(error.problems().size() == 1);
            REQUIRE(error.problems().front().file == "/home/jo/.ssh/config");
            REQUIRE(error.problems().front().line > 0);
            ++refused;
        }
    }
    CHECK(settled > 500);
    CHECK(refused > 1000);
}

}  // namespace wheels::test
