#include "base/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wheels;

using Parts = std::vector<std::string>;

TEST_CASE("white space around a text is trimmed") {
    CHECK(text::trim("  a b\t\r\n") == "a b");
    CHECK(text::trim("a") == "a");
    CHECK(text::trim(" \n\v\f ").empty());
    CHECK(text::trim("").empty());
}

TEST_CASE("a text of Unicode's white space is blank") {
    CHECK(text::is_blank(""));
    CHECK(text::is_blank(" \t\u00a0 \u2003\u3000\n"));
    CHECK_FALSE(text::is_blank(" \u00a0x"));
    CHECK_FALSE(text::is_blank("\u200b"));
    CHECK_FALSE(text::is_blank("\xc2"));
}

TEST_CASE("a text is split at every separator") {
    CHECK(text::split("a,b,,c,", ',') == Parts{"a", "b", "", "c", ""});
    CHECK(text::split("", ',') == Parts{""});
}

TEST_CASE("a final newline does not begin another line") {
    CHECK(text::lines("a\nb\n") == Parts{"a", "b"});
    CHECK(text::lines("a\n\nb") == Parts{"a", "", "b"});
    CHECK(text::lines("\n") == Parts{""});
    CHECK(text::lines("").empty());
}

TEST_CASE("parts are joined, equal ones too") {
    CHECK(text::join({"a", "a", ""}, ", ") == "a, a, ");
    CHECK(text::join({}, ", ").empty());
}

TEST_CASE("every occurrence is replaced once, from left to right") {
    CHECK(text::replace_all("aaa", "aa", "b") == "ba");
    CHECK(text::replace_all("a.a", "a", "aa") == "aa.aa");
    CHECK(text::replace_all("abc", "", "x") == "abc");
    CHECK(text::replace_all("abc", "b", "") == "ac");
}

TEST_CASE("one line is safe on a terminal") {
    const struct {
        std::string text;
        std::string safe;
    } cases[] = {
        {"plain größe ☃ 🛞", "plain größe ☃ 🛞"},
        {"two\nlines\tand a tab\n", "two lines and a tab"},
        {"\x1b[31mred\x07", "?[31mred?"},
        {"\x7f", "?"},
        {"\xc2\x9b"
         "31m",
         "?31m"},                      // CSI as one character
        {"\xff\xc3", "??"},            // no UTF-8, and a character cut off
        {"\xc0\xaf", "??"},            // over-long
        {"\xe0\x80\xaf", "???"},       // over-long
        {"\xed\xa0\x80", "???"},       // a surrogate
        {"\xf4\x90\x80\x80", "????"},  // beyond Unicode
        {std::string("a\0b", 3), "a?b"},
    };

    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(text::one_line(c.text) == c.safe);
    }
}

TEST_CASE("untrusted text shows its control characters") {
    const struct {
        std::string text;
        std::string safe;
    } cases[] = {
        {"plain ☃\ttab", "plain ☃\ttab"}, {"\x1b[2J\r", "^[[2J^M"},   {"\x7f", "^?"},
        {std::string("\0", 1), "^@"},     {"\xc2\x9b", "\\xc2\\x9b"}, {"\xff", "\\xff"},
    };

    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(text::neutralise(c.text) == c.safe);
    }
}

TEST_CASE("a text is shortened between characters") {
    CHECK(text::shorten("abc", 3) == "abc");
    CHECK(text::shorten("abcdef", 5) == "ab…");
    CHECK(text::shorten("aöödef", 6) == "aö…");
    CHECK(text::shorten("aöödef", 5) == "a…");
    CHECK(text::shorten("abcdef", 3) == "…");
    CHECK(text::shorten("abcdef", 2).empty());
}

TEST_CASE("a word that was nearly right is recognised") {
    const std::vector<std::string_view> verbs{"deploy", "redeploy", "rollback", "lock"};

    CHECK(text::closest("delpoy", verbs) == "deploy");
    CHECK(text::closest("rolback", verbs) == "rollback");
    CHECK(text::closest("lok", verbs) == "lock");
    CHECK(text::closest("xyz", verbs).empty());
    CHECK(text::closest("a", {"S"}).empty());
    CHECK(text::closest("deploy", {}).empty());
}

TEST_CASE("a variable holds any text, but no NUL and no broken UTF-8") {
    for (const std::string fits : {"", "plain", "\xe2\x98\x83", "\x01\x1b\x7f\n", "\xf4\x8f\xbf\xbf"}) {
        CAPTURE(fits);
        CHECK(text::unfit_for_variable(fits).empty());
    }
    CHECK(text::unfit_for_variable(std::string("a\0b", 3)) == "holds a NUL byte");
    for (const std::string broken : {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
        CAPTURE(broken);
        CHECK(text::unfit_for_variable(broken) == "is no UTF-8 text");
    }
}
