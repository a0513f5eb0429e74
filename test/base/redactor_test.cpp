#include "base/redactor.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/base64.hpp"
#include "base/text.hpp"

using namespace wheels;

TEST_CASE("a secret is replaced wherever it stands") {
    const Redactor redactor({Secret("hunter22")});

    CHECK(redactor.redact("hunter22") == "[REDACTED]");
    CHECK(redactor.redact("a hunter22 b hunter22hunter22.") == "a [REDACTED] b [REDACTED][REDACTED].");
    CHECK(redactor.redact("hunter2 is another") == "hunter2 is another");
    CHECK(redactor.redact("").empty());
}

TEST_CASE("a secret is found in the other forms it travels in") {
    const std::string secret = "it's \"my\" $ecret/ü\nsecond line";
    const Redactor redactor({Secret(secret)});
    const std::string forms[] = {
        secret,
        "it'\\''s \"my\" $ecret/ü\nsecond line",                // in single quotes
        "it'\"'\"'s \"my\" $ecret/ü\nsecond line",              // the same, as Python has it
        "it's \\\"my\\\" \\$ecret/ü\\nsecond line",             // in double quotes
        "it\\'s \"my\" $ecret/ü\\nsecond line",                 // in $'…'
        "it\\'s\\ \\\"my\\\"\\ \\$ecret/\\ü'\n'second\\ line",  // with backslashes
        "it's \"my\" $ecret/ü\\nsecond line",                   // in an env file
        "it's \\\"my\\\" $ecret/ü\\nsecond line",               // in JSON
        "it's \\\"my\\\" $ecret/\\u00fc\\nsecond line",         // in JSON of ASCII
        "it's \\\"my\\\" $ecret\\/ü\\nsecond line",             // in JSON of PHP
        "it's \\\\\\\"my\\\\\\\" $ecret/ü\\\\nsecond line",     // in JSON in JSON
        "it%27s%20%22my%22%20%24ecret%2F%C3%BC%0Asecond%20line",
        "it%27s+%22my%22+%24ecret%2f%c3%bc%0asecond+line",
        "it's%20%22my%22%20%24ecret%2F%C3%BC%0Asecond%20line",
        "it&#39;s &quot;my&quot; $ecret/ü\nsecond line",
        "it's \"my\" $ecret/ü second line",              // made one line
        "it's \"my\" $ecret/ü^Jsecond line",             // made fit for a terminal
        "aXQncyAibXkiICRlY3JldC/DvApzZWNvbmQgbGluZQ==",  // Base64
        "aXQncyAibXkiICRlY3JldC_DvApzZWNvbmQgbGluZQ==",  // the same for URLs
        "it's \"my\" $ecret/ü",                          // its lines
        "second line",
    };

    for (const auto& form : forms) {
        CAPTURE(form);
        CHECK(redactor.redact("<" + form + ">") == "<[REDACTED]>");
    }
}

TEST_CASE("Base64 of something longer shows of a secret in it no more than a part of a character") {
    const std::string secret = "hunter22?>~\xff";
    const Redactor redactor({Secret(secret)});

    for (std::size_t before = 0; before < 7; ++before) {
        for (std::size_t after = 0; after < 4; ++after) {
            for (const bool url_safe : {false, true}) {
                auto text = base64::encode(std::string(before, 'x') + secret + std::string(after, 'y'));
                if (url_safe) text = text::replace_all(text::replace_all(text, "/", "_"), "+", "-");
                CAPTURE(text);

                const auto clean = redactor.redact(text);

                const auto stand_in = clean.find("[REDACTED]");
                REQUIRE(stand_in != std::string::npos);
                CHECK(stand_in <= before * 8 / 6 + 1);
                CHECK(clean.size() - stand_in - 10 <= after * 8 / 6 + 4);
            }
        }
    }
}

TEST_CASE("Base64 is found wherever its lines are broken") {
    const std::string secret = "correct horse battery staple";
    const Redactor redactor({Secret(secret)});
    const auto whole = base64::encode("{\"password\":\"" + secret + "\"}");
    const auto inside = base64::encode(secret).substr(4, 30);

    for (const std::string way : {"\n", "\r\n", "\\n", "\n    "}) {
        for (std::size_t at = 0; at < whole.size(); ++at) {
            CAPTURE(way);
            CAPTURE(at);
            const auto text = whole.substr(0, at) + way + whole.substr(at);

            const auto clean = redactor.redact(text);

            // Up to three characters stand before a break unrecognised.
            REQUIRE(clean.find("[REDACTED]") != std::string::npos);
            CHECK(clean.size() <= text.size() - 30 + 10);
            for (std::size_t i = 0; i + 6 <= inside.size(); ++i)
                CHECK(clean.find(inside.substr(i, 6)) == std::string::npos);
        }
    }
}

TEST_CASE("each line of a key is a secret, however it was taken apart") {
    std::string key = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
    for (char c = 'a'; c < 'f'; ++c) key += std::string(69, c) + "+\n";
    key += "-----END OPENSSH PRIVATE KEY-----\n";
    const Redactor redactor({Secret(key)});
    const auto encoded = base64::encode(key);

    for (const auto& line : text::lines(key)) {
        CHECK(redactor.redact("#12 0.341 " + line) == "#12 0.341 [REDACTED]");
        CHECK(redactor.redact("\t" + line + "\r\n") == "\t[REDACTED]\r\n");
    }
    for (const std::size_t width : {60U, 64U, 76U}) {
        for (std::size_t at = 0; at < encoded.size(); at += width) {
            const auto line = encoded.substr(at, width);
            CAPTURE(line);
            CHECK(redactor.redact("#12 0.341 " + line) == "#12 0.341 [REDACTED]");
        }
    }
}

TEST_CASE("a secret from a file is found without its newline") {
    const Redactor redactor({Secret("hunter22\n")});

    CHECK(redactor.redact("password=hunter22;") == "password=[REDACTED];");
    CHECK(redactor.redact("aHVudGVyMjI=") == "[REDACTED]");
}

TEST_CASE("the password in a URL is a secret of its own") {
    const Redactor redactor({Secret("postgres://app:hunter%2022@db.example.com:5432/app?x=a@b")});

    CHECK(redactor.redact("app: hunter%2022 is wrong at db.example.com") ==
          "app: [REDACTED] is wrong at db.example.com");
}

TEST_CASE("secrets that overlap are replaced together") {
    const Redactor redactor({Secret("hunter22"), Secret("r22and33")});

    CHECK(redactor.redact("<hunter22and33>") == "<[REDACTED]>");
}

TEST_CASE("of two secrets that begin alike the longer one is replaced whole") {
    const Redactor redactor({Secret("pass"), Secret("password"), Secret("pass")});

    CHECK(redactor.redact("password pass") == "[REDACTED] [REDACTED]");
}

TEST_CASE("what was put in place of a secret is not searched again") {
    const Redactor redactor({Secret("REDACTED"), Secret("hunter22")});

    CHECK(redactor.redact("hunter22 REDACTED") == "[REDACTED] [REDACTED]");
}

TEST_CASE("secrets too short to hide are left alone") {
    const Redactor redactor({Secret("abc"), Secret("")});

    CHECK(redactor.empty());
    CHECK(redactor.redact("abc") == "abc");
}

TEST_CASE("bytes that are no text are left as they are") {
    const Redactor redactor({Secret("\xff\xfe\xfd\xfc")});
    const std::string text("\0\xff\x80 x \xff\xfe\xfd\xfc", 10);

    CHECK(redactor.redact(text) == std::string("\0\xff\x80 x ", 6) + "[REDACTED]");
}
