#include "output/checkup_report.hpp"

#include <doctest/doctest.h>

using wheels::Checkup;
using wheels::Finding;
using wheels::output::checkup_json;
using wheels::output::checkup_report;
using wheels::output::Paint;

namespace {

std::vector<Checkup> two_places() {
    return {{"local", "Docker 28.2.2", {}},
            {"h1",
             "",
             {{Finding::Severity::error, "ssh", "it does\nnot let us in", "ssh-copy-id"},
              {Finding::Severity::warning, "disk", "\"full\"", "Make room."}}}};
}

}  // namespace

TEST_CASE("every finding is a line that names its place, with its remedy below") {
    CHECK(checkup_report(two_places(), false, Paint()) ==
          "[local] Docker 28.2.2\n"
          "[h1] error: it does not let us in\n"
          "    ssh-copy-id\n"
          "[h1] warning: \"full\"\n"
          "    Make room.\n"
          "1 error, 1 warning, at 1 of 2 places\n");
    CHECK(checkup_report({{"local", "git 2", {}}, {"h1", "", {}}}, true, Paint()) == "Nothing is wrong.\n");
}

TEST_CASE("programs get the same in JSON") {
    CHECK(checkup_json(two_places()) ==
          R"({"errors":1,"warnings":1,"places":[)"
          R"({"host":"local","summary":"Docker 28.2.2","findings":[]},)"
          R"({"host":"h1","summary":"","findings":[)"
          R"({"severity":"error","check":"ssh","text":"it does\nnot let us in","remedy":"ssh-copy-id"},)"
          R"({"severity":"warning","check":"disk","text":"\"full\"","remedy":"Make room."}]}]})");
    CHECK(checkup_json({{"h\xff", "", {}}}).find("\"host\":\"h\xef\xbf\xbd\"") != std::string::npos);
}
