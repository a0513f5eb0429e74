#include "output/answers_json.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using nlohmann::json;
using wheels::Answer;
using wheels::output::answers_json;
using wheels::output::lock_json;

namespace {

json parsed(const std::vector<Answer>& answers) {
    return json::parse(answers_json(answers, {})).at("answers");
}

}  // namespace

TEST_CASE("every kind of answer has a member of its own") {
    Answer containers("h1", "App Host", "{\"ID\":\"abc\",\"State\":\"running\"}\n", Answer::Kind::containers);
    containers.role = "web";

    const auto all = parsed({
        containers,
        Answer("h1", "App Host", "v1", Answer::Kind::app_version),
        Answer("h2", "App Host", "", Answer::Kind::app_version),
        Answer("h1", "App Host", "one\ntwo"),
        Answer("h1", "App Host", "", Answer::Kind::images),
    });

    CHECK(all[0] == json{{"host", "h1"},
                         {"title", "App Host"},
                         {"role", "web"},
                         {"containers", json::array({{{"ID", "abc"}, {"State", "running"}}})}});
    CHECK(all[1].at("version") == "v1");
    CHECK(all[2].at("version").is_null());
    CHECK(all[3].at("lines") == json::array({"one", "two"}));
    CHECK(all[4].at("images") == json::array());
}

TEST_CASE("what docker says beside its JSON is kept") {
    const auto all = parsed({Answer("h1", {}, "WARNING: old\n{\"ID\":\"a\"}", Answer::Kind::containers)});

    CHECK(all[0].at("containers") == json::array({"WARNING: old", {{"ID", "a"}}}));
}

TEST_CASE("bytes that are no text do not spoil the JSON") {
    CHECK(parsed({Answer("h1", {}, "a\xff\x01z")})[0].at("lines")[0] == "a\xEF\xBF\xBD\x01z");
}

TEST_CASE("hosts that failed stand beside those that answered") {
    wheels::Failure failure;
    failure.kind = wheels::ErrorKind::connect;
    failure.host = "h2";
    failure.step = "connect";
    failure.message = "refused";

    const auto told = json::parse(answers_json({}, {failure}));

    CHECK(told.at("answers") == json::array());
    CHECK(told.at("failures") ==
          json::array({{{"host", "h2"}, {"step", "connect"}, {"kind", "connect"}, {"message", "refused"}}}));
}

TEST_CASE("the lock is taken apart") {
    struct Case {
        std::string details;
        json lock;
    };
    const std::vector<Case> cases{
        {"Locked by: Ann at the desk at 2026-01-31T12:00:00Z\nVersion: v1\nMessage: wait\nfor me",
         {{"by", "Ann at the desk"},
          {"at", "2026-01-31T12:00:00Z"},
          {"version", "v1"},
          {"message", "wait\nfor me"}}},
        {"Locked by: Ann\nVersion: v1", {{"by", "Ann"}, {"version", "v1"}}},
        {"Message: Version: 7", {{"message", "Version: 7"}}},
        {"something else", {{"message", "something else"}}},
        {"", {{"message", ""}}},
    };
    for (const auto& [details, lock] : cases) {
        CAPTURE(details);
        CHECK(json::parse(lock_json({Answer("h1", {}, details, Answer::Kind::lock)})).at("lock") == lock);
    }
    CHECK(json::parse(lock_json({})).at("lock").is_null());
}
