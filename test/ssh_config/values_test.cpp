#include <doctest/doctest.h>

#include "base/text.hpp"
#include "ssh_config/algorithms.hpp"
#include "ssh_config/jumps.hpp"
#include "ssh_config/keywords.hpp"
#include "ssh_config/words.hpp"

namespace wheels::test {

using namespace ssh_config;

TEST_CASE("words have quotes, escapes and comments") {
    struct Case {
        const char* rest;
        std::vector<std::string> words;
    };
    const Case cases[] = {
        {"a b", {"a", "b"}}, {"a\tb", {"a", "b"}},   {"\"a b\" c", {"a b", "c"}}, {"'a b'", {"a b"}},
        {"a\\ b", {"a b"}},  {"a\\\\b", {"a\\b"}},   {"a\\nb", {"a\\nb"}},        {"a # b", {"a"}},
        {"a#b", {"a#b"}},    {"\"it's\"", {"it's"}}, {"a\"b c\"d", {"ab cd"}},    {"\"\"", {""}},
    };
    for (const auto& [rest, words] : cases) {
        CAPTURE(rest);
        CHECK(split_words(rest) == words);
    }
    CHECK_FALSE(split_words("\"a").has_value());
    CHECK_FALSE(split_words("a 'b").has_value());
}

TEST_CASE("a list of algorithms replaces, appends, removes or comes first") {
    struct Case {
        const char* list;
        const char* becomes;
    };
    const Case cases[] = {
        {"aes256-ctr,aes128-ctr", "aes256-ctr,aes128-ctr"},
        {"aes256-ctr,rot13", "aes256-ctr"},
        {"+3des-cbc",
         "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,"
         "aes256-gcm@openssh.com,3des-cbc"},
        {"-aes*,!aes256-ctr", "chacha20-poly1305@openssh.com,aes256-ctr"},
        {"^aes256-ctr",
         "aes256-ctr,chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes128-gcm@openssh.com,"
         "aes256-gcm@openssh.com"},
    };
    for (const auto& [list, becomes] : cases) {
        CAPTURE(list);
        const auto names = assemble(list, AlgorithmKind::cipher);
        REQUIRE(names.has_value());
        CHECK(text::join(*names, ",") == becomes);
    }
    CHECK_FALSE(assemble("rot13", AlgorithmKind::cipher).has_value());
}

TEST_CASE("times have units") {
    CHECK(parse_time("90") == 90);
    CHECK(parse_time("1h30m") == 5400);
    CHECK(parse_time("2w1d1s") == 1296001);
    for (const auto* wrong : {"", "h", "-1", "1x", "99999999999", "4000w"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_time(wrong).has_value());
    }
}

TEST_CASE("hops are written as ssh -G writes them") {
    struct Case {
        const char* text;
        const char* shown;
    };
    const Case cases[] = {
        {"a", "a"},
        {"ann@a:2222", "ann@a:2222"},
        {"[::1]:22", "[::1]:22"},
        {"10.0.0.1", "[10.0.0.1]"},
        {"ssh://ann@a:2222", "ann@a:2222"},
        {"ssh://a%40b@a", "a@b@a"},
    };
    for (const auto& [text, shown] : cases) {
        CAPTURE(text);
        const auto jumps = parse_jumps(text);
        REQUIRE(jumps.has_value());
        CHECK(jumps->front().to_string() == shown);
    }
    for (const auto* wrong : {"", "@a", "a,", "a:0", "[a", "ssh://a/path"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_jumps(wrong).has_value());
    }
}

}  // namespace wheels::test
