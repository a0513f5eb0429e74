#include "config/scalar.hpp"

#include <doctest/doctest.h>

#include <string>

using wheels::config::read_plain_scalar;
using wheels::config::read_quoted_scalar;
using Kind = wheels::config::Tree::Kind;

TEST_CASE("unquoted scalars have the type and the text that Ruby gives them") {
    struct Case {
        std::string written;
        Kind kind;
        std::string text;
    };
    const Case cases[] = {
        {"", Kind::null, ""},
        {"~", Kind::null, ""},
        {"null", Kind::null, ""},
        {"NULL", Kind::null, ""},
        {"yes", Kind::boolean, "true"},
        {"On", Kind::boolean, "true"},
        {"off", Kind::boolean, "false"},
        {"NO", Kind::boolean, "false"},
        {"y", Kind::text, "y"},
        {"n", Kind::text, "n"},
        {"nope", Kind::text, "nope"},
        {"010", Kind::integer, "8"},
        {"08", Kind::text, "08"},
        {"0", Kind::integer, "0"},
        {"40_000_000", Kind::integer, "40000000"},
        {"1,000", Kind::integer, "1000"},
        {"1_", Kind::text, "1_"},
        {"0x1F", Kind::integer, "31"},
        {"0b11", Kind::integer, "3"},
        {"+5", Kind::integer, "5"},
        {"-5", Kind::integer, "-5"},
        {"1:30", Kind::integer, "5400"},
        {"1:2:3", Kind::integer, "3723"},
        {"-1:30", Kind::integer, "-1800"},
        {"12:30:45.5", Kind::floating, "45045.5"},
        {"1:30.5", Kind::floating, "5430.0"},
        {"80:80", Kind::text, "80:80"},
        {"99999999999999999999", Kind::integer, "99999999999999999999"},
        {"1e3", Kind::text, "1e3"},
        {"1.5e+3", Kind::floating, "1500.0"},
        {"3.10", Kind::floating, "3.1"},
        {".5", Kind::floating, "0.5"},
        {"1.", Kind::floating, "1.0"},
        {"1_0.5", Kind::floating, "10.5"},
        {"100000000000000000000.0", Kind::floating, "1.0e+20"},
        {"0.00001", Kind::floating, "1.0e-05"},
        {".", Kind::text, "."},
        {"-", Kind::text, "-"},
        {".inf", Kind::floating, "Infinity"},
        {"1.2.3", Kind::text, "1.2.3"},
        {"10.0.0.1", Kind::text, "10.0.0.1"},
        {":quiet", Kind::text, "quiet"},
        {":\"a b\"", Kind::text, "a b"},
        {"2024-01-31", Kind::date, "2024-01-31"},
        {"2024-01-31 10:00:00", Kind::date, "2024-01-31 10:00:00"},
        {"2024-13-31", Kind::text, "2024-13-31"},
        {"${PORT}", Kind::text, "${PORT}"},
        {"25%", Kind::text, "25%"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.written);

        const auto tree = read_plain_scalar(each.written);

        CHECK(tree.kind == each.kind);
        CHECK(tree.text == each.text);
        CHECK(tree.written == each.written);
        CHECK(tree.plain == true);
    }
}

TEST_CASE("quoted scalars are texts, whatever they look like") {
    for (const std::string written : {"", "010", "yes", "1:30", ":a", "null"}) {
        CAPTURE(written);

        const auto tree = read_quoted_scalar(written);

        CHECK(tree.kind == Kind::text);
        CHECK(tree.text == written);
    }
}
