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
    CHECK_FALSE(stream.holds_back());
    CHECK(stream.feed(" hunt") == " ");
    CHECK(stream.holds_back());
    CHECK(stream.feed("ing") == "hunting");
    CHECK_FALSE(stream.holds_back());
    CHECK(stream.feed("hunt").empty());
    CHECK(stream.flush() == "hunt");
    CHECK_FALSE(stream.holds_back());
}

TEST_CASE("without secrets every byte passes at once") {
    const Redactor nothing;
    StreamRedactor stream(nothing);
    const std::string bytes("\0\xff\n\r\x1b", 5);

    CHECK(stream.feed(bytes) == bytes);
    CHECK(stream.flush().empty());
}
