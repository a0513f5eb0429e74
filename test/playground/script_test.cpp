#include "playground/script.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "wheels/error.hpp"

using namespace wheels;
using namespace wheels::playground::script;

namespace {

const std::vector<std::string> hosts{"10.0.0.1", "web2.example"};
using Words = std::vector<std::string>;

std::vector<Step> read(const std::string& text) {
    return parse(text, "rehearsal.txt", hosts);
}

std::string mistake(const std::string& text) {
    try {
        read(text);
    } catch (const Error& error) {
        REQUIRE(error.kind() == ErrorKind::config);
        std::string all;
        for (const auto& problem : error.problems()) all += (all.empty() ? "" : "\n") + problem.to_string();
        return all;
    }
    return "none";
}

template <typename T>
T only(const std::string& line) {
    const auto steps = read(line);
    REQUIRE(steps.size() == 1);
    return std::get<T>(steps.front().action);
}

}  // namespace

TEST_CASE("a script is read line by line") {
    const auto steps = read(
        "# the first rehearsal\n\n  image v1 from shop:v1   # a remark\ndeploy v1\n\texpect \"version v1\" "
        "at "
        "http://app.example/ on web2.example\n");

    REQUIRE(steps.size() == 3);
    CHECK(steps[0].line == 3);
    CHECK(steps[0].text == "image v1 from shop:v1");
    CHECK(steps[1].line == 4);
    CHECK(steps[2].line == 5);
    const auto& wanted = std::get<Expectation>(steps[2].action);
    CHECK(wanted.text == "version v1");
    CHECK(wanted.url == "http://app.example/");
    CHECK(wanted.host == "web2.example");
    CHECK_FALSE(wanted.status.has_value());
}

TEST_CASE("a deploy builds what no line before it has provided") {
    const auto steps = read("deploy v1\nimage v1 from shop\ndeploy v1 --skip-hooks\ndeploy v2 -r web");

    CHECK(std::get<Command>(steps[0].action).words == Words{"deploy", "--version", "v1"});
    CHECK(std::get<Command>(steps[2].action).words ==
          Words{"deploy", "--version", "v1", "--skip-push", "--skip-hooks"});
    CHECK(std::get<Command>(steps[3].action).words == Words{"deploy", "--version", "v2", "-r", "web"});
}

TEST_CASE("commands are those of wheels deploy") {
    CHECK(only<Command>("rollback").words == Words{"rollback", "--confirmed"});
    CHECK(only<Command>("rollback v1 -h 10.0.0.1").words ==
          Words{"rollback", "--confirmed", "v1", "-h", "10.0.0.1"});
    CHECK(only<Command>("wheels app exec 'echo \"a b\"'").words == Words{"app", "exec", "echo \"a b\""});
}

TEST_CASE("what is expected of a command stands before it") {
    const auto command = only<Command>("status 1: requests 200 to /up, 3 may fail: deploy v2");

    CHECK(command.status == 1);
    REQUIRE(command.requests.has_value());
    CHECK(command.requests->count == 200);
    CHECK(command.requests->may_fail == 3);
    CHECK(command.requests->url == "/up");
    CHECK(only<Command>("requests 5 to http://a.example/b: rollback").requests->url == "http://a.example/b");
    CHECK(only<Command>("requests 5 to http://a.example/b: rollback").requests->may_fail == 0);
}

TEST_CASE("an answer is expected by its text or its status") {
    CHECK(only<Expectation>("expect status 503 at /").status == 503);
    CHECK(only<Expectation>("expect status at /").text == "status");
    CHECK(only<Expectation>("expect '#1' at /").text == "#1");
}

TEST_CASE("hosts are broken in four ways") {
    CHECK(only<Break>("break 10.0.0.1 power").fault == Fault::power);
    CHECK(only<Break>("break 10.0.0.1 network").fault == Fault::network);
    CHECK(only<Break>("break 10.0.0.1 docker").fault == Fault::docker);
    CHECK(only<Break>("break web2.example disk").fault == Fault::disk);
    CHECK(only<Mend>("mend web2.example").host == "web2.example");
    CHECK(only<Pause>("wait 2").time == std::chrono::seconds(2));
}

TEST_CASE("files of Windows are read like others") {
    const auto steps = read("\xef\xbb\xbfimage v1 from shop\r\n\r\ndeploy v1\r\n");

    REQUIRE(steps.size() == 2);
    CHECK(std::get<Image>(steps[0].action).image == "shop");
    CHECK(std::get<Command>(steps[1].action).words.back() == "--skip-push");
}

TEST_CASE("mistakes name the line, and how it is written") {
    struct Case {
        const char* text;
        const char* said;
    };
    const std::vector<Case> cases{
        {"", "rehearsal.txt: there is nothing to do in it: a first line could be `deploy v1`"},
        {"# only a remark\n",
         "rehearsal.txt: there is nothing to do in it: a first line could be `deploy v1`"},
        {"deplox v1", "rehearsal.txt:1: nothing begins with `deplox`: is `deploy` meant?"},
        {"\nxyzzy",
         "rehearsal.txt:2: nothing begins with `xyzzy`: there are image, deploy, rollback, wheels, "
         "expect, break, mend, wait, status, requests"},
        {"deploy", "rehearsal.txt:1: this is written as `deploy VERSION [FLAGS]`"},
        {"deploy -P", "rehearsal.txt:1: this is written as `deploy VERSION [FLAGS]`"},
        {"image v1 shop", "rehearsal.txt:1: this is written as `image VERSION from IMAGE`"},
        {"expect \"\" at /",
         "rehearsal.txt:1: an empty text is in every answer: expect a word of it, or `status 200`"},
        {"expect a at ftp://x/",
         "rehearsal.txt:1: `ftp://x/` should be a URL as `http://app.example.com/path`, or "
         "a path as `/up`"},
        {"expect a at / on 10.0.0.9",
         "rehearsal.txt:1: `10.0.0.9` is no host of deploy.yml, which has 10.0.0.1, web2.example"},
        {"break 10.0.0.1 badly",
         "rehearsal.txt:1: this is written as `break HOST power|network|docker|disk`"},
        {"wait 99999999999999999999",
         "rehearsal.txt:1: `99999999999999999999` should be a number from 0 to 3600"},
        {"requests 1000001 to /: deploy v1",
         "rehearsal.txt:1: `1000001` should be a number from 1 to 1000000"},
        {"requests -1 to /: deploy v1", "rehearsal.txt:1: `-1` should be a number from 1 to 1000000"},
        {"requests 5 to / deploy v1",
         "rehearsal.txt:1: this is written as `requests NUMBER to URL[, NUMBER may "
         "fail]: deploy|rollback|wheels …`"},
        {"status 1: expect a at /",
         "rehearsal.txt:1: `status` and `requests` go with deploy, rollback and wheels, not with `expect`"},
        {"status 1:", "rehearsal.txt:1: this is written as `status NUMBER: deploy|rollback|wheels …`"},
        {"status 256: deploy v1", "rehearsal.txt:1: `256` should be a number from 0 to 255"},
        {"deploy 'v1", "rehearsal.txt:1: a quote is not closed"},
        {"deploy \x1b[31m", "rehearsal.txt:1: there is a control character in this line"},
        {"wheels", "rehearsal.txt:1: this is written as `wheels VERB [FLAGS]`"},
        {"mend 10.0.0.1 now", "rehearsal.txt:1: this is written as `mend HOST`"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.text);
        CHECK(mistake(one.text) == one.said);
    }
}

TEST_CASE("commands are checked by whoever knows them") {
    std::vector<Words> heard;
    const auto check = [&](const Words& words) {
        heard.push_back(words);
        if (words.front() == "frobnicate")
            throw Error(ErrorKind::usage, "there is no verb frobnicate", "See the help.");
    };

    CHECK_THROWS_WITH_AS(parse("deploy v1 -q\nwait 1\nstatus 1: wheels frobnicate\nrollback x y\nmend x",
                               "rehearsal.txt", hosts, check),
                         doctest::Contains("rehearsal.txt:3: there is no verb frobnicate. See the help."),
                         Error);
    CHECK(heard == std::vector<Words>{{"deploy", "--version", "v1", "-q"},
                                      {"frobnicate"},
                                      {"rollback", "--confirmed", "x", "y"}});
}

TEST_CASE("all mistakes are told together") {
    CHECK(mistake("deploy\nwait x\ndeploy v1\n") ==
          "rehearsal.txt:1: this is written as `deploy VERSION [FLAGS]`\nrehearsal.txt:2: `x` should be a "
          "number "
          "from 0 to 3600");
}

TEST_CASE("a file that is no script is not told line by line to its end") {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "\x01\x02\n";

    const auto said = mistake(text);

    CHECK(std::count(said.begin(), said.end(), '\n') == 50);
    CHECK(said.ends_with(
        "\nrehearsal.txt:50: what follows is not looked at: is this a script of `playground run`?"));
}

TEST_CASE("a URL is a name and a path") {
    CHECK(parse_url("http://app.example/a?b=c")->path == "/a?b=c");
    CHECK(parse_url("http://app.example")->path == "/");
    CHECK(parse_url("/up")->host.empty());
    CHECK_FALSE(parse_url("https://app.example/").has_value());
    CHECK_FALSE(parse_url("http:///up").has_value());
    CHECK_FALSE(parse_url("http://app.example/a b\r\nHost: x").has_value());
}
