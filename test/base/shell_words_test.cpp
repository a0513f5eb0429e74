#include "base/shell_words.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using wheels::shell::ruby_words;

TEST_CASE("a line is split into words as Ruby's Shellwords splits it") {
    struct Case {
        std::string line;
        std::vector<std::string> words;
    };
    const Case cases[] = {
        {"", {}},
        {"  a\t b\n", {"a", "b"}},
        {"app exec --reuse 'bin/rails c'", {"app", "exec", "--reuse", "bin/rails c"}},
        {"a \"b c\"d'e f'", {"a", "b cde f"}},
        {"\"\\$x \\n \\\\ \\\"\"", {"$x \\n \\ \""}},
        {"'\\n'", {"\\n"}},
        {"a\\ b \\'", {"a b", "'"}},
        {"$HOME | * ~ # (x) `y`", {"$HOME", "|", "*", "~", "#", "(x)", "`y`"}},
        {"'' \"\"", {"", ""}},
        {"é\\é", {"éé"}},
    };
    for (const auto& [line, words] : cases) {
        CAPTURE(line);
        CHECK(ruby_words(line) == words);
    }
}

TEST_CASE("a quote that is not closed makes no words") {
    for (const auto* line : {"'", "a 'b", "\"a", "\"a\\\"", "a'b' \"c"})
        CHECK_FALSE(ruby_words(line).has_value());
}
