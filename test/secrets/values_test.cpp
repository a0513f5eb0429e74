#include "secrets/values.hpp"

#include <doctest/doctest.h>

#include "base/shell.hpp"
#include "wheels/error.hpp"

using namespace wheels;
using secrets::Values;

TEST_CASE("values become one line of JSON in their order, whatever is in them") {
    Values values;
    values.set("b", "1");
    values.set("a/b", "new\nline \"quoted\" \\ $HOME `x` \u00fc /");
    values.set("b", "2");
    values.set("none", std::nullopt);

    CHECK(values.to_json() ==
          "{\"b\":\"2\",\"a/b\":\"new\\nline \\\"quoted\\\" \\\\ $HOME `x` \u00fc /\",\"none\":null}");
    CHECK(Values().to_json() == "{}");
}

TEST_CASE("a value that is no text is named, not shown") {
    Values values;
    values.set("key", std::string("\xff\xfe\x00", 3));

    try {
        (void)values.to_json();
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.message() == "the value of key is no UTF-8 text");
    }
}

TEST_CASE("a secret is extracted by its name, else by the end of its path") {
    const struct {
        const char* name;
        const char* json;
        const char* value;
    } cases[] = {
        {"foo", R"({"foo":"oof","bar":"rab"})", "oof"},
        {"foo", R"({"abc/foo":"oof","bar":"rab"})", "oof"},
        {"foo", R"({"a/foo":"first","b/foo":"second"})", "first"},
        {"foo", R"({"a/foo":"path","foo":"exact"})", "exact"},
        {"foo", R"({"foo":null,"a/foo":"x"})", "x"},
        {"a/foo", R"({"v/a/foo":"x"})", "x"},
        {"n", R"({"n":5432})", "5432"},
        {"nl", R"({"nl":"a\nb\n"})", "a\nb\n"},
        {"empty", R"({"empty":""})", ""},
    };
    for (const auto& c : cases) {
        CAPTURE(c.json);
        CHECK(secrets::extract(c.name, c.json) == c.value);
    }
}

TEST_CASE("a value that no variable can hold is not extracted, and not shown") {
    try {
        secrets::extract("key", R"({"key":"hunter2\u0000"})");
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.message() == "secrets extract: the value of key holds a NUL byte");
        CHECK(error.kind() == ErrorKind::config);
    }
}

TEST_CASE("what cannot be extracted is an error that shows names but no value") {
    try {
        secrets::extract("foo", R"({"xfoo":"hunter2","bar":"hunter3"})");
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.message() == "secrets extract: could not find secret foo");
        CHECK(error.hint() == "fetched were: xfoo, bar");
        CHECK(error.kind() == ErrorKind::config);
    }
    for (const char* json : {"", "hunter2", "[\"hunter2\"]", "{\"a\":\"hunter2\""}) {
        CAPTURE(json);
        try {
            secrets::extract("foo", json);
            FAIL("no error");
        } catch (const Error& error) {
            CHECK(error.message() == "secrets extract foo: what it was given is no JSON object");
        }
    }
}
