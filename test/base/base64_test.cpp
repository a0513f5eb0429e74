#include "base/base64.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wheels;

TEST_CASE("Base64 as in RFC 4648") {
    const struct {
        std::string plain;
        std::string encoded;
    } cases[] = {{"", ""},
                 {"f", "Zg=="},
                 {"fo", "Zm8="},
                 {"foo", "Zm9v"},
                 {"foob", "Zm9vYg=="},
                 {"fooba", "Zm9vYmE="},
                 {"foobar", "Zm9vYmFy"},
                 {"\xff\xfe\xfd", "//79"},
                 {"\xfb\xef", "++8="}};

    for (const auto& c : cases) {
        CAPTURE(c.plain);
        CHECK(base64::encode(c.plain) == c.encoded);
        CHECK(base64::decode(c.encoded) == c.plain);
    }
}

TEST_CASE("white space in Base64 is skipped") {
    CHECK(base64::decode(" Zm9v\nYmFy\r\n\n") == "foobar");
}

TEST_CASE("what is no Base64 is told") {
    for (const std::string text :
         {"Z", "Zg", "Zg=", "Zg===", "Zm9v=", "Zg==Zg==", "Zm!v", "=", "hello world"}) {
        CAPTURE(text);
        CHECK_FALSE(base64::decode(text).has_value());
    }
}

TEST_CASE("every byte survives Base64") {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);

    for (const std::size_t length : {254U, 255U, 256U}) {
        CAPTURE(length);
        CHECK(base64::decode(base64::encode(bytes.substr(0, length))) == bytes.substr(0, length));
    }
}
