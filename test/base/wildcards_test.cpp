#include "base/wildcards.hpp"

#include <doctest/doctest.h>

#include <string>

using wheels::matches_wildcards;

TEST_CASE("wildcards fit as in OpenSSH") {
    const struct {
        const char* text;
        const char* pattern;
        bool fits;
    } cases[] = {
        {"", "", true},
        {"", "*", true},
        {"", "?", false},
        {"web1", "web?", true},
        {"web", "web?", false},
        {"web12", "web?", false},
        {"a.test", "*.test", true},
        {"test", "*.test", false},
        {"aXbXc", "a*X*c", true},
        {"[a]", "[a]", true},
        {"a", "[a]", false},
        {"a*", "a\\*", false},
        {"abc", "***", true},
        {"WEB", "web", false},
    };

    for (const auto& [text, pattern, fits] : cases) {
        CAPTURE(text);
        CAPTURE(pattern);
        CHECK(matches_wildcards(text, pattern) == fits);
    }
}

TEST_CASE("a pattern that was made to take long does not") {
    std::string pattern;
    for (int i = 0; i < 200; ++i) pattern += "*a";

    CHECK_FALSE(matches_wildcards(std::string(20000, 'a'), pattern + "b"));
}
