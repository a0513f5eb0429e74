#include "config/secrets_file.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "config/secrets_resolution.hpp"

namespace {

using namespace wheels::config;

SecretsResolution resolution_of(const std::string& text,
                                std::map<std::string, std::string> environment = {}) {
    Findings findings;
    const auto file = std::make_shared<const std::string>(".kamal/secrets");
    return {parse_secrets(file, text, findings), std::move(environment)};
}

// The value of A in a file without commands.
std::string value_of(const std::string& text) {
    const auto values = resolution_of(text, {{"FROM_ENV", "env"}}).values();
    const auto found = values.find("A");
    return found == values.end() ? "<none>" : found->second.reveal();
}

}  // namespace

TEST_CASE("values are read as Ruby's dotenv reads them") {
    struct Case {
        std::string file;
        std::string value;
    };
    const Case cases[] = {
        {"A=x", "x"},
        {"A = x", "x"},
        {"  export A=x", "x"},
        {"A: x", "x"},
        {"A:x", "<none>"},
        {"A=", ""},
        {"A", ""},
        {"A=x # comment", "x"},
        {"A=\"x # y\" # comment", "x # y"},
        {"A='x # y'", "x # y"},
        {"A=x y ", "x y"},
        {"A=foo=bar", "foo=bar"},
        {"A=`x`", "`x`"},
        {"A='$B'", "$B"},
        {"A='it\\'s'", "it\\'s"},
        {"A=\"q\\\"q\"", "q\"q"},
        {"A=\"x\ny\"", "x\ny"},
        {"A=\"x\\ny\"", "x\\ny"},
        {"A=x\\ny", "xny"},
        {"A=x\\\\y", "x\\y"},
        {"A=\"x\" y", "\"x\" y"},
        {"A=\"unclosed", "\"unclosed"},
        {"A=\"x\" \"y\"", "x\" \"y"},
        {"A=\"$FROM_ENV\"x\"", "env\"x"},
        {"A='$B'x'$B'", "$B'x'$B"},
        {"A='x'y", "'x'y"},
        {"A=\"", "\""},
        {"A=\"x\\\"\nB=1", "x\\"},
        {"A='it\\'\nB='x'", "it\\"},
        {"A='x\ny\\'\nB=1", "x\ny\\"},
        {"A=\"x\\\ny\"", "x\ny"},
        {"A=$()", "$()"},
        {"A=1\nexport A", "1"},
        {"A=1\nA", ""},
        {"export A=\"\"", ""},
        {"export A= ", ""},
        {"A=1\nexport A=", "1"},
        {"\xef\xbb\xbf"
         "A=x",
         "x"},
        {"A=x$", "x$"},
        {"A=\\$B", "$B"},
        {"A=\"x\\$y\"", "x$y"},
        {"A=p$$x", "p$"},
        {"A=\\$(echo hi)", "$(echo hi)"},
        {"B=x\nA=$B-y", "x-y"},
        {"B=x\nA=${B}y", "xy"},
        {"B=x\nA=\"${B\"", "x"},
        {"B=x\nA=\\$(echo $B)", "$(echo x)"},
        {"A=$B\nB=late", ""},
        {"A=$FROM_ENV", "env"},
        {"FROM_ENV=own\nA=$FROM_ENV", "own"},
        {"A=1\nA=2", "2"},
        {"A=x\r\nB=y\r\n", "x"},
        {"\xc3\xa4=1\nA=\xc3\xa4", "\xc3\xa4"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.file);

        CHECK(value_of(each.file) == each.value);
    }
}

TEST_CASE("commands are handed out with their variables, and their answers stay as they are") {
    auto resolution = resolution_of("P=x\nA=\"pre $(echo $P) $P\"\n");

    const auto requests = resolution.ready();
    REQUIRE(requests.size() == 1);
    CHECK(requests[0].command == "echo x");
    CHECK(requests[0].name == "A");
    CHECK(requests[0].mark.line == 2);
    resolution.answer(requests[0].id, "a$P \\ \"q\"\n\n");

    CHECK(resolution.ready().empty());
    CHECK(resolution.values().at("A").reveal() == "pre a$P \\ \"q\"\n x");
}

TEST_CASE("a command that needs another one's answer waits, all others are ready at once") {
    auto resolution = resolution_of("A=$(first)\nB=$(second)\nC=$(third $A)\nD=$C!\n");

    auto requests = resolution.ready();
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].command == "first");
    CHECK(requests[1].command == "second");
    resolution.answer(requests[0].id, "1\n");
    resolution.answer(requests[1].id, "2\n");
    requests = resolution.ready();
    REQUIRE(requests.size() == 1);
    CHECK(requests[0].command == "third 1");
    resolution.answer(requests[0].id, "3\n");

    CHECK(resolution.ready().empty());
    CHECK(resolution.values().at("D").reveal() == "3!");
}

TEST_CASE("the commands of a line end where their parenthesis closes") {
    struct Case {
        std::string file;
        std::string command;
    };
    const Case cases[] = {
        {"A=$(echo one) # comment", "echo one"},
        {"A=$(echo \"#x\")", "echo \"#x\""},
        {"A=$(echo \"a)b\")", "echo \"a)b\""},
        {"A=$(echo $(echo nested))", "echo $(echo nested)"},
        {"A=\"$(printf \"%s\" x)\"", "printf \"%s\" x"},
        {"A=$(fetch one \\\n  two)", "fetch one \\\n  two"},
        {"A=$(awk '{print \\$2}' f)", "awk '{print $2}' f"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.file);

        const auto requests = resolution_of(each.file).ready();

        REQUIRE(requests.size() == 1);
        CHECK(requests[0].command == each.command);
    }
}

TEST_CASE("an export without a value is an error, other lines are left out with a warning") {
    Findings findings;
    const auto file = std::make_shared<const std::string>(".kamal/secrets");

    const auto lines =
        parse_secrets(file, "# comment\n\nexport MISSING\nno assignment here\nA=x\n", findings);

    REQUIRE(findings.problems().size() == 1);
    CHECK(findings.problems()[0].to_string() ==
          ".kamal/secrets:3:8: MISSING: is exported, but has no value: write export MISSING=…");
    REQUIRE(findings.warnings().size() == 1);
    CHECK(findings.warnings()[0].to_string() ==
          ".kamal/secrets:4:1: this line is no NAME=value and is left out");
    CHECK(lines.size() == 2);
}

TEST_CASE("what looks like a command and is none is told, and not shown") {
    struct Case {
        const char* text;
        const char* warning;
    };
    const Case cases[] = {
        {"A=$(echo x", "has a $( that is never closed: it is taken as a part of the value"},
        {"A=\"$(echo x\"", "has a $( that is never closed: it is taken as a part of the value"},
        {"A=$(true)b$(c", "has a $( that is never closed: it is taken as a part of the value"},
        {"A=`echo x`", "is no command in backticks, but a value: write $(COMMAND) to have it run"},
        {"A=\"`echo x`\"", "is no command in backticks, but a value: write $(COMMAND) to have it run"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.text);
        Findings findings;
        const auto file = std::make_shared<const std::string>(".kamal/secrets");

        parse_secrets(file, each.text, findings);

        REQUIRE(findings.warnings().size() == 1);
        CHECK(findings.warnings()[0].to_string() == ".kamal/secrets:1:1: A: " + std::string(each.warning));
        CHECK(findings.problems().empty());
    }
    for (const auto* fine :
         {"A=$(echo x)", "A=\\$(x", "A='$(x'", "A='`x`'", "A=``", "A=a`b`", "A=$(a (b) c)", "A=$x("}) {
        CAPTURE(fine);
        Findings findings;
        const auto file = std::make_shared<const std::string>(".kamal/secrets");

        parse_secrets(file, fine, findings);

        CHECK(findings.warnings().empty());
    }
}

TEST_CASE("names stay in the order of the files, each at its first place") {
    const auto resolution = resolution_of("Z=1\nB=2\nA=3\nZ=4\n");

    CHECK(resolution.names() == std::vector<std::string>{"Z", "B", "A"});
    CHECK(resolution.values().at("Z").reveal() == "4");
}

TEST_CASE("a value that no variable can hold is named with its line, and not shown") {
    auto resolution =
        resolution_of("FINE=\xc3\xa4\nA=hunter2$(make)\nB=$BROKEN\nC=$A\n", {{"BROKEN", "hunter2\xff"}});
    REQUIRE(resolution.unfit().size() == 1);
    CHECK(resolution.unfit()[0].to_string() ==
          ".kamal/secrets:3:1: B: its value is no UTF-8 text: store it in Base64, and let the app decode it");

    resolution.answer(resolution.ready().at(0).id, std::string("a\0b\n", 4));

    const auto unfit = resolution.unfit();
    REQUIRE(unfit.size() == 3);
    CHECK(unfit[0].to_string() ==
          ".kamal/secrets:2:1: A: its value holds a NUL byte: store it in Base64, and let the app decode it");
    CHECK(unfit[2].key == "C");
}
