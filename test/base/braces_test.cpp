#include "base/braces.hpp"

#include <doctest/doctest.h>

#include <string>

#include "wheels/error.hpp"

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

TEST_CASE("braces that stand for more than anybody means are refused, and fill no memory") {
    std::string many;
    for (int i = 0; i < 64; ++i) many += "{a,b}";
    const std::string deep = std::string(60000, '{') + std::string(60000, '}');

    CHECK_THROWS_AS(braces::expand(many), wheels::Error);
    CHECK_THROWS_AS(braces::expand(deep), wheels::Error);
    CHECK(braces::expand("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}").size() == 256);
}
