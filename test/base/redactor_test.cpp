#include "base/redactor.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wheels;

TEST_CASE("a secret is replaced wherever it stands") {
    const Redactor redactor({Secret("hunter22")});

    CHECK(redactor.redact("hunter22") == "[REDACTED]");
    CHECK(redactor.redact("a hunter22 b hunter22hunter22.") == "a [REDACTED] b [REDACTED][REDACTED].");
    CHECK(redactor.redact("hunter2 is another") == "hunter2 is another");
    CHECK(redactor.redact("").empty());
}

TEST_CASE("a secret is found in the other forms it travels in") {
    const std::string secret = "it's \"my\" $ecret\nsecond line";
    const Redactor redactor({Secret(secret)});
    const std::string forms[] = {
        secret,
        "it'\\''s \"my\" $ecret\nsecond line",       // in single quotes
        "it's \\\"my\\\" \\$ecret\\nsecond line",    // in double quotes
        "it's \"my\" $ecret\\nsecond line",          // in an env file
        "aXQncyAibXkiICRlY3JldApzZWNvbmQgbGluZQ==",  // Base64
        "it's \"my\" $ecret",                        // its lines
        "second line",
    };

    for (const auto& form : forms) {
        CAPTURE(form);
        CHECK(redactor.redact("<" + form + ">") == "<[REDACTED]>");
    }
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
    CHECK(redactor.longest() == 0);
    CHECK(redactor.redact("abc") == "abc");
}

TEST_CASE("the longest form is known, for those who cut streams") {
    const Redactor redactor({Secret("12345678")});

    CHECK(redactor.longest() == std::string("MTIzNDU2Nzg=").size());
    CHECK_FALSE(redactor.empty());
}

TEST_CASE("bytes that are no text are left as they are") {
    const Redactor redactor({Secret("\xff\xfe\xfd\xfc")});
    const std::string text("\0\xff\x80 x \xff\xfe\xfd\xfc", 10);

    CHECK(redactor.redact(text) == std::string("\0\xff\x80 x ", 6) + "[REDACTED]");
}
