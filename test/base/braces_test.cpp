#include "base/braces.hpp"

#include <doctest/doctest.h>

namespace braces = wheels::braces;
using Words = std::vector<std::string>;

TEST_CASE("a comma in braces does not end an item of a list") {
    CHECK(braces::split("a,10.0.0.{1,2},b") == Words{"a", "10.0.0.{1,2}", "b"});
    CHECK(braces::split("{a,{b,c}}") == Words{"{a,{b,c}}"});
    CHECK(braces::split("a{b,c") == Words{"a{b", "c"});
    CHECK(braces::split("a}b,c") == Words{"a}b", "c"});
    CHECK(braces::split("") == Words{""});
}

TEST_CASE("braces are expanded, nested ones too, and a lone brace stands for itself") {
    CHECK(braces::expand("plain") == Words{"plain"});
    CHECK(braces::expand("a{b,c}d") == Words{"abd", "acd"});
    CHECK(braces::expand("{a,b}{1,2}") == Words{"a1", "a2", "b1", "b2"});
    CHECK(braces::expand("a{b,{c,d}}") == Words{"ab", "ac", "ad"});
    CHECK(braces::expand("a{,b}") == Words{"a", "ab"});
    CHECK(braces::expand("a{b") == Words{"a{b"});
    CHECK(braces::expand("a}{b,c}") == Words{"a}b", "a}c"});
}
