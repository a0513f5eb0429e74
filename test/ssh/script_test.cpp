#include "ssh/script.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wheels;
using namespace wheels::ssh;

namespace {

const Marker marker("AAAA", "BBBB");

/// What a reader says, as text.
struct Reading {
    explicit Reading(bool marked = true)
        : reader(marker.text(),
                 marked,
                 {[this](long pid) { log.push_back("pid " + std::to_string(pid)); },
                  [this](Stream stream, std::string_view bytes) {
                      add((stream == Stream::out ? "out " : "err "), bytes);
                  },
                  [this](int status) { log.push_back("ended " + std::to_string(status)); }}) {}

    // Pieces of one stream that follow each other are one.
    void add(const std::string& stream, std::string_view bytes) {
        if (!log.empty() && log.back().rfind(stream, 0) == 0) {
            log.back() += bytes;
        } else {
            log.push_back(stream + std::string(bytes));
        }
    }

    std::vector<std::string> log;
    ScriptReader reader;
};

}  // namespace

TEST_CASE("commands that fit travel together, and the marker's halves stand apart") {
    Command with_input("b", "cat");
    with_input.input = Secret("it's\na \\ line");
    const Sequence sequence{Command("a", "echo 'x'"), with_input};

    const auto script = make_script(sequence, 0, marker);

    CHECK(script.count == 2);
    CHECK(script.marked);
    CHECK(script.line.find("AAAABBBB") == std::string::npos);
    CHECK(script.line.find("it's") == std::string::npos);
    CHECK(script.input == "it's\\0012a \\0134 line\n");
}

TEST_CASE("a command alone keeps its own status") {
    const Sequence sequence{Command("a", "exit 3")};

    const auto script = make_script(sequence, 0, marker);

    CHECK(script.count == 1);
    CHECK_FALSE(script.marked);
    CHECK(script.line ==
          "test \"$SHELL\" = /bin/bash -o \"$SHELL\" = /usr/bin/bash -o \"$SHELL\" = /usr/local/bin/bash && "
          "eval "
          "'case ${BASH_EXECUTION_STRING-} in *^AAAA:*) "
          "printf -v wheels_l %b \"${BASH_EXECUTION_STRING##*^AAAA:}\"; eval \"unset wheels_l; "
          "${wheels_l%^*}\"; "
          "exit;; esac'; exec sh -c "
          "'wheels_l=$(printf %b \"${0#^AAAA:}\"); eval \"unset wheels_l; ${wheels_l%^*}\"' "
          "'^AAAA:printf \\0047%s%s %s\\0134n\\0047 AAAA BBBB $$; printf \\0047%s%s %s\\0134n\\0047 AAAA "
          "BBBB $$ "
          ">&2\\0012exit 3^'");
}

TEST_CASE("what does not fit into a request is left for the next one") {
    Command binary("binary", "cat");
    binary.input = Secret(std::string("a\0b", 3));
    Command bulky("bulky", "cat");
    bulky.input = Secret(std::string(20000, 'x'));
    const Command small("small", "true");
    const Command wide("wide", "echo " + std::string(500, 'y'));
    struct Case {
        Sequence sequence;
        std::size_t count;
    };
    const Case cases[] = {
        {{small, small, small}, 3},  {{small, small, binary}, 2}, {{small, small, bulky}, 2},
        {{binary, small, small}, 1}, {{small, wide, wide}, 2},    {{wide, wide, wide}, 1},
    };

    for (const auto& [sequence, count] : cases) {
        CAPTURE(count);
        const auto script = make_script(sequence, 0, marker, 1500);
        CHECK(script.count == count);
        CHECK(script.line.size() <= 1500);
    }
}

TEST_CASE("a command too long for a request comes in by stdin, in front of its input") {
    const Command wide("wide", "echo " + std::string(5000, 'y'));

    const auto script = make_script({wide}, 0, marker, 1000);

    CHECK_FALSE(script.marked);
    CHECK(script.line.size() < 1000);
    CHECK(script.input_prefix == wide.line);
}

TEST_CASE("output is told apart, however it is cut into pieces") {
    const std::string out = "AAAABBBB 77\none\ntwoAAAABBBB 0\nAAAAAAAABBBB 3\n";
    const std::string err = "AAAABBBB 77\nAAAABBBB 0\nAAAABAAAABBBB 3\n";

    for (std::size_t piece = 1; piece < 40; ++piece) {
        CAPTURE(piece);
        Reading reading;
        for (std::size_t at = 0; at < out.size(); at += piece)
            reading.reader.feed(Stream::out, out.substr(at, piece));
        for (std::size_t at = 0; at < err.size(); at += piece)
            reading.reader.feed(Stream::err, err.substr(at, piece));

        CHECK(reading.log == std::vector<std::string>{"pid 77", "out one\ntwo", "ended 0", "out AAAA",
                                                      "err AAAAB", "ended 3"});
    }
}

TEST_CASE("a stream that is ahead waits for the other") {
    Reading reading;

    reading.reader.feed(Stream::out, "AAAABBBB 5\nfirstAAAABBBB 0\nsecond");

    CHECK_FALSE(reading.reader.listens(Stream::out));
    CHECK(reading.reader.listens(Stream::err));
    CHECK(reading.log.empty());
    reading.reader.feed(Stream::err, "AAAABBBB 5\n");
    CHECK(reading.log == std::vector<std::string>{"pid 5", "out first"});
    reading.reader.feed(Stream::err, "lateAAAABBBB 0\n");
    CHECK(reading.log == std::vector<std::string>{"pid 5", "out first", "err late", "ended 0", "out second"});
    CHECK(reading.reader.listens(Stream::out));
}

TEST_CASE("a command alone announces its pid first, and nothing later is taken for a marker") {
    Reading reading(false);

    reading.reader.feed(Stream::out, "AAAABBBB 42\nAAAABBBB 1\n");
    reading.reader.feed(Stream::err, "AAAAB");
    reading.reader.feed(Stream::err, "BBB 42\nerror AAAABBBB 9\n");

    CHECK(reading.log ==
          std::vector<std::string>{"pid 42", "out AAAABBBB 1\n", "pid 42", "err error AAAABBBB 9\n"});
}

TEST_CASE("what is said before the script begins is no output") {
    for (const bool marked : {true, false}) {
        CAPTURE(marked);
        Reading reading(marked);

        reading.reader.feed(Stream::out, "Welcome\nto web1AAAABBBB 42\nout");
        reading.reader.feed(Stream::err, "setlocale: no\n");
        reading.reader.feed(Stream::err, "AAAABBBB 42\nerr");
        reading.reader.finish();

        std::string all;
        for (const auto& line : reading.log) all += line + ";";
        CHECK(all == (marked ? "pid 42;out out;err err;" : "pid 42;out out;pid 42;err err;"));
    }
}

TEST_CASE("the beginning of a marker that never comes is output") {
    Reading reading;
    reading.reader.feed(Stream::err, "sh: not found AAA");

    reading.reader.finish();

    CHECK(reading.log == std::vector<std::string>{"err sh: not found AAA"});
}

TEST_CASE("two markers are never the same") {
    CHECK(random_marker().text() != random_marker().text());
    CHECK(random_marker().text().size() == 32);
}
