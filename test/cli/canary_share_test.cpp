#include "cli/verbs/canary_share.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "wheels/error.hpp"

using namespace wheels;
using cli::canary_share;

TEST_CASE("a share is a whole number of a hundred, with or without its sign") {
    const struct {
        std::string word;
        int percent;
    } cases[] = {{"10%", 10}, {"10", 10}, {" 10 % ", 10}, {"0", 0}, {"100%", 100}, {"007", 7}};
    for (const auto& [word, percent] : cases) {
        CAPTURE(word);
        CHECK(canary_share(word, std::nullopt)->percent == percent);
    }
    for (const auto* word :
         {"", "%", "101", "-1", "+1", "10.5", "1e1", "10%%", "ten", "99999999999", "10 20", "٣"}) {
        CAPTURE(word);
        CHECK_THROWS_AS(canary_share(word, std::nullopt), Error);
    }
}

TEST_CASE("a list alone gives the others nothing, and a list of nobody is no list") {
    using Names = std::vector<std::string>;
    CHECK_FALSE(canary_share(std::nullopt, std::nullopt));
    CHECK(canary_share(std::nullopt, "alice, bob,,")->visitors == Names{"alice", "bob"});
    CHECK(canary_share(std::nullopt, "alice")->percent == 0);
    CHECK(canary_share("5", "alice")->percent == 5);
    for (const auto* list : {"", ",", " , ", "a\"b", "a\nb"}) {
        CAPTURE(list);
        CHECK_THROWS_AS(canary_share("5", list), Error);
    }
}
