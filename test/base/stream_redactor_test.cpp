#include "base/stream_redactor.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wheels;

namespace {

// The stream in pieces of `size` bytes, and its end.
std::string redacted_in_pieces(const Redactor& redactor, const std::string& text, std::size_t size) {
    StreamRedactor stream(redactor);
    std::string clean;
    for (std::size_t at = 0; at < text.size(); at += size) clean += stream.feed(text.substr(at, size));
    return clean + stream.flush();
}

}  // namespace

TEST_CASE("however a stream is cut, its secrets are found as in one piece") {
    const Redactor redactor({Secret("hunter22"), Secret("hunter2233"), Secret("\xff\x00\x80\xfe"),
                             Secret("first line\nsecond line"), Secret("aaaa"), Secret("aaab")});
    const std::string texts[] = {
        "a hunter22 b",
        "hunterhunter22",
        "hunter2233hunter22",
        "first line\nsecond line\n",
        "first line\nother",
        "aaaaaaaaaab",
        std::string("x\xff\x00\x80", 4),
        "hunter2",
        "",
        "nothing in here",
        "aaab aab aaaa ab",
        "aHVudGVy\n  MjIz",
        "Zmlyc3QgbGluZQpzZWNv\r\nbmQgbGluZQ==\nx",
    };

    for (const auto& text : texts) {
        for (std::size_t size = 1; size <= text.size() + 1; ++size) {
            CAPTURE(text);
            CAPTURE(size);
            CHECK(redacted_in_pieces(redactor, text, size) == redactor.redact(text));
        }
    }
}

TEST_CASE("only what may be the beginning of a secret is held back") {
    const Redactor redactor({Secret("hunter22")});
    StreamRedactor stream(redactor);

    CHECK(stream.feed("progress: 10%") == "progress: 10%");
    CHECK(stream.feed(" hunt") == " ");
    CHECK(stream.feed("ing") == "hunting");
    CHECK(stream.feed("hunt").empty());
    CHECK(stream.flush() == "hunt");
}

TEST_CASE("of a stream that was cut off nothing is shown that may be the beginning of a secret") {
    const Redactor redactor({Secret("hunter22")});
    StreamRedactor stream(redactor);

    CHECK(stream.feed("the password is hunter2") == "the password is ");
    CHECK(stream.flush(true) == "[REDACTED]");
    CHECK(stream.flush(true).empty());
}

TEST_CASE("a stream that pauses shows what is too short for a secret, and no more of one that comes slowly") {
    const Redactor redactor({Secret("hunter22")});
    StreamRedactor stream(redactor);
    std::string shown = stream.feed("hu");
    CHECK(stream.holds_back());
    shown += stream.pause();
    CHECK_FALSE(stream.holds_back());

    for (const std::string byte : {"n", "t", "e", "r", "2", "2"}) {
        shown += stream.feed(byte);
        shown += stream.pause();
    }

    CHECK(shown == "hun[REDACTED]");
}

TEST_CASE("without secrets every byte passes at once") {
    const Redactor nothing;
    StreamRedactor stream(nothing);
    const std::string bytes("\0\xff\n\r\x1b", 5);

    CHECK(stream.feed(bytes) == bytes);
    CHECK(stream.flush().empty());
}
