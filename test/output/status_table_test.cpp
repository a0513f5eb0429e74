#include "output/status_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "output/answers_json.hpp"

using namespace wheels;
using namespace wheels::output;
using std::chrono::hours;

namespace {

using Lines = std::vector<std::string>;
using Time = std::chrono::system_clock::time_point;

const Time now = Time(hours(490000));

RoleStatus row(const std::string& host, const std::string& version) {
    RoleStatus status;
    status.host = host;
    status.role = "web";
    status.version = version;
    status.since = now - hours(3);
    status.health = "healthy";
    status.proxy = "running";
    status.image_built = now - hours(24 * 5);
    return status;
}

Status sample() {
    Status status;
    status.roles = {row("web-1", "v2"), row("web-2", "v2")};
    status.at = now;
    status.lock_known = true;
    return status;
}

Lines plain(const Status& status, std::optional<std::size_t> width = std::nullopt) {
    return status_table(status, width, Paint(false));
}

}  // namespace

TEST_CASE("the status is a table with the lock below") {
    CHECK(plain(sample()) == Lines{"HOST   ROLE  VERSION  SINCE    HEALTH   PROXY    IMAGE",
                                   "web-1  web   v2       3 hours  healthy  running  5 days",
                                   "web-2  web   v2       3 hours  healthy  running  5 days", "",
                                   "Deploy lock: free"});
}

TEST_CASE("what is not as it should be has words for it") {
    auto status = sample();
    status.roles[0] = RoleStatus();
    status.roles[0].host = "web-1";
    status.roles[0].role = "web";
    status.roles[0].proxy = "down";
    status.roles[1].proxy = "other";
    auto workers = row("web-2", "v2");
    workers.role = "workers";
    workers.proxy.clear();
    status.roles.push_back(workers);
    auto unknown = row("web-3", "v2");
    unknown.proxy = "unknown";
    status.roles.push_back(unknown);

    const auto lines = plain(status);

    CHECK(lines[1] == "web-1  web      none     -        -        proxy is down  -");
    CHECK(lines[2] == "web-2  web      v2       3 hours  healthy  elsewhere      5 days");
    CHECK(lines[3] == "web-2  workers  v2       3 hours  healthy  -              5 days");
    CHECK(lines[4] == "web-3  web      v2       3 hours  healthy  not served     5 days");
}

TEST_CASE("a host that cannot be asked is a row with the reason") {
    auto status = sample();
    status.roles[1] = RoleStatus();
    status.roles[1].host = "web-2";
    status.roles[1].role = "web";
    status.roles[1].trouble = "no route\nto host";
    status.lock_known = false;

    const auto lines = plain(status);

    CHECK(lines[2] == "web-2  web   no route to host");
    CHECK(lines.back() == "Deploy lock: unknown, its host did not answer");
    CHECK(plain(status, 20)[2] == "web…  web   no rout…");
}

TEST_CASE("mixed versions and a lock are told below") {
    auto status = sample();
    status.roles.push_back(row("web-3", "v1"));
    status.lock = "Locked by: Jo at 2026-01-31T12:00:00Z\nVersion: v3\nMessage: \x1b[31mhands off";

    const auto lines = plain(status);

    CHECK(lines[lines.size() - 2] == "Mixed versions: v2 (2), v1 (1)");
    CHECK(lines.back() ==
          "Deploy lock: Locked by: Jo at 2026-01-31T12:00:00Z, Version: v3, Message: ?[31mhands off");
    status.lock = "";
    CHECK(plain(status).back() == "Deploy lock: held, without details");
}

TEST_CASE("no line is wider than the terminal") {
    auto status = sample();
    status.roles[0].host = "a-very-long-name.of-a-host.example.com";
    status.roles[1].version = "0123456789abcdef0123456789abcdef01234567";
    status.lock = "Locked by: Jo\nMessage: because of the migration that takes all night";
    for (const std::size_t width : {120UL, 80UL, 60UL, 45UL}) {
        CAPTURE(width);
        for (const auto& line : plain(status, width)) {
            CAPTURE(line);
            const auto characters =
                std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
            CHECK(characters <= static_cast<long>(width));
        }
    }
    CHECK(plain(status, 80)[1].starts_with("a-very-long"));
}

TEST_CASE("colours are added around words, and change no column") {
    auto status = sample();
    status.roles[1] = row("web-2", "v1");
    status.roles[1].health = "unhealthy";
    status.roles[1].proxy = "stopped";
    const auto painted = status_table(status, 80, Paint(true));
    const auto bare = plain(status, 80);
    REQUIRE(painted.size() == bare.size());
    for (std::size_t i = 0; i < bare.size(); ++i) {
        std::string text;
        for (std::size_t at = 0; at < painted[i].size(); ++at) {
            if (painted[i][at] == '\x1b')
                at = painted[i].find('m', at);
            else
                text += painted[i][at];
        }
        CHECK(text == bare[i]);
    }
    CHECK(painted[2].find("\x1b[1;31munhealthy") != std::string::npos);
    CHECK(painted[2].find("\x1b[33mv1") != std::string::npos);
}

TEST_CASE("a program gets the same as JSON") {
    auto status = sample();
    status.roles[1] = RoleStatus();
    status.roles[1].host = "web-2";
    status.roles[1].role = "web";
    status.roles[1].trouble = "no route to host";
    status.lock = "Locked by: Jo at 2026-01-31T12:00:00Z\nVersion: v3\nMessage: migration";

    const auto json = nlohmann::json::parse(status_json(status, "app", "staging"));

    CHECK(json["service"] == "app");
    CHECK(json["destination"] == "staging");
    CHECK(json["at"] == "2025-11-24T16:00:00Z");
    CHECK(json["roles"][0] == nlohmann::json({{"host", "web-1"},
                                              {"role", "web"},
                                              {"version", "v2"},
                                              {"since", "2025-11-24T13:00:00Z"},
                                              {"health", "healthy"},
                                              {"proxy", "running"},
                                              {"image_built", "2025-11-19T16:00:00Z"},
                                              {"canary", nullptr},
                                              {"error", nullptr}}));
    CHECK(json["roles"][1]["version"].is_null());
    CHECK(json["roles"][1]["error"] == "no route to host");
    CHECK(json["lock"]["by"] == "Jo");
    CHECK(json["lock_known"] == true);
    CHECK(nlohmann::json::parse(status_json(sample(), "app", ""))["lock"].is_null());
}
