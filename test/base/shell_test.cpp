#include "base/shell.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wheels;

// That shells read these back as meant is held by test/commands/shell_test.cpp.

TEST_CASE("a word is quoted only when it has to be") {
    const struct {
        std::string word;
        std::string quoted;
    } cases[] = {
        {"plain", "plain"},
        {"reg.test:5000/a_b:v1-2", "reg.test:5000/a_b:v1-2"},
        {"", "''"},
        {"a b", "'a b'"},
        {"o'neil", "'o'\\''neil'"},
        {"$x", "'$x'"},
        {"~", "'~'"},
        {"a\nb", "'a\nb'"},
        {"#", "'#'"},
        {"ü", "'ü'"},
    };

    for (const auto& c : cases) {
        CAPTURE(c.word);
        CHECK(shell::quote(c.word) == c.quoted);
    }
}

TEST_CASE("words are joined with spaces") {
    CHECK(shell::join({"docker", "run", "a b", ""}) == "docker run 'a b' ''");
    CHECK(shell::join({}).empty());
}

TEST_CASE("a value is escaped as Ruby writes a string") {
    const struct {
        std::string value;
        std::string escaped;
    } cases[] = {
        {"plain", "plain"},
        {"\a\b\t\n\v\f\r\x1b", "\\a\\b\\t\\n\\v\\f\\r\\e"},
        {std::string("\0\x01\x1f\x7f", 4), "\\x00\\x01\\x1F\\x7F"},
        {"\"\\", "\\\"\\\\"},
        {"#{a} #$b #@c #d #", "\\#{a} \\#$b \\#@c #d #"},
        {"größe", "größe"},
    };

    for (const auto& c : cases) {
        CAPTURE(c.value);
        CHECK(shell::ruby_escape(c.value) == c.escaped);
    }
}

TEST_CASE("a value in double quotes leaves ${…} to the shell and nothing else") {
    const struct {
        std::string value;
        std::string quoted;
    } cases[] = {
        {"", "\"\""},
        {"a b", "\"a b\""},
        {"$HOME ${HOME} $(id) `id`", "\"\\$HOME ${HOME} \\$(id) \\`id\\`\""},
        {"${open", "\"\\${open\""},
        {"$${x}", "\"\\$${x}\""},
        {"a\"b\\c\n", "\"a\\\"b\\\\c\\n\""},
    };

    for (const auto& c : cases) {
        CAPTURE(c.value);
        CHECK(shell::double_quote(c.value) == c.quoted);
    }
}

TEST_CASE("an expandable word keeps its variables and a leading tilde") {
    CHECK(shell::quote_expandable("data:/data") == "data:/data");
    CHECK(shell::quote_expandable("~/data:/data") == "~/data:/data");
    CHECK(shell::quote_expandable("$PWD/a b:/x") == "\"$PWD/a b:/x\"");
    CHECK(shell::quote_expandable("~/a b:/x") == "~/\"a b:/x\"");
    CHECK(shell::quote_expandable("$(id)`\"\\") == "\"\\$(id)\\`\\\"\\\\\"");
    CHECK(shell::quote_expandable("") == "\"\"");
}

TEST_CASE("backslash_quote escapes every special character by itself, as Ruby's shellescape does") {
    const struct {
        const char* word;
        const char* quoted;
    } cases[] = {
        {"", "''"},
        {"a-b_c.d,e:f+g/h@i9", "a-b_c.d,e:f+g/h@i9"},
        {"{\"k\":\"it's $5\"}", "\\{\\\"k\\\":\\\"it\\'s\\ \\$5\\\"\\}"},
        {"a=b\nc", "a\\=b'\n'c"},
        {"\u00fc", "\\\u00fc"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.word);
        CHECK(shell::backslash_quote(c.word) == c.quoted);
    }
}

TEST_CASE("a backslash at the end of a line joins it with the next, between the words of a command") {
    CHECK(shell::split_words("a \\\n  b\\\nc") == std::vector<std::string>{"a", "bc"});
}
