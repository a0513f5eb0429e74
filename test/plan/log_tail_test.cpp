#include "plan/log_tail.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wheels;

namespace {

class Heard final : public Endpoint {
public:
    void heard(Stream, std::string_view bytes) override { text += bytes; }
    std::string text;
};

std::string at(int second, const std::string& text) {
    return "2026-01-01T00:00:0" + std::to_string(second) + ".000000000Z " + text + "\n";
}

}  // namespace

TEST_CASE("a log that is taken up again shows what was not shown, and nothing twice") {
    Heard heard;
    plan::LogTail tail(heard, false);
    tail.follow("c1");
    tail.heard(Stream::out, at(1, "one") + at(2, "two") + at(2, "three") + at(3, "torn").substr(0, 34));
    tail.stop(true);
    const auto since = tail.last_of("c1");

    tail.follow("c1");
    tail.heard(Stream::out, at(2, "two") + at(2, "three") + at(2, "four") + at(3, "torn"));

    CHECK(since == "2026-01-01T00:00:02.000000000Z");
    CHECK(heard.text == "one\ntwo\nthree\nfour\ntorn\n");
}

TEST_CASE("lines of a successor are new, whatever the time of the last line before") {
    Heard heard;
    plan::LogTail tail(heard, true);
    tail.follow("c1");
    tail.heard(Stream::out, at(5, "old"));
    tail.stop(false);
    const auto unseen = tail.last_of("c2");

    tail.follow("c2");
    tail.heard(Stream::out, at(4, "new"));

    CHECK_FALSE(unseen);
    CHECK(heard.text == at(5, "old") + at(4, "new"));
}

TEST_CASE("a line without a time is shown as it is, and the last one without its newline") {
    Heard heard;
    plan::LogTail tail(heard, false);
    tail.follow("c1");

    tail.heard(Stream::out, "Error from docker\n" + at(1, "end").substr(0, 34));
    tail.stop(false);

    CHECK(heard.text == "Error from docker\nend\n");
}

TEST_CASE("a line that docker keeps in pieces is whole again, and what looks like a time in it stays") {
    Heard heard;
    plan::LogTail tail(heard, false);
    tail.follow("c1");
    const std::string time = "2026-01-01T00:00:01.000000000Z ";
    const std::string piece(16384, 'x');
    const auto own = time + "of the program " + time;

    tail.heard(Stream::out,
               time + piece + time + piece + time + "end\n" + time + own + "\n" + time + piece + "\n");

    CHECK(heard.text == piece + piece + "end\n" + own + "\n" + piece + "\n");
}
