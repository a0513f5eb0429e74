#include "commands/env_file.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("an env file keeps every byte but those that would end the line") {
    const struct {
        std::string value;
        std::string expected;
    } cases[] = {
        {"plain", "plain"},
        {"", ""},
        {"line1\nline2 # not comment", "line1\\nline2 # not comment"},
        {"a \"b\" $C `d` 'e'", "a \"b\" $C `d` 'e'"},
        {"back\\slash \\n", "back\\slash \\n"},
        {"tab\tbell\a del\x7f esc\x1b one\x01", "tab\tbell\a del\x7f esc\x1b one\x01"},
        {"mid\rdle end\r", "mid\rdle end\\r"},
        {"#{x} #$y #@z #", "#{x} #$y #@z #"},
        {"größe ☃", "größe ☃"},
        {"\"", "\""},
    };

    for (const auto& c : cases) {
        CAPTURE(c.value);
        Env env;
        env.secret = {{"KEY", Secret(c.value)}};
        CHECK(env_file_content(env) == "KEY=" + c.expected + "\n");
    }
}

TEST_CASE("an env file without secrets is a single newline") {
    Env env;
    env.clear = {{"COLOR", "blue"}};

    CHECK(env_file_content(env) == "\n");
}

TEST_CASE("variables keep their order") {
    Env env;
    env.secret = {{"B", Secret("1")}, {"A", Secret("2")}};

    CHECK(env_file_content(env) == "B=1\nA=2\n");
}

TEST_CASE("an env file is uploaded by stdin, and no secret is in the line") {
    auto config = sample_staging();
    config.roles[0].env_by_host["10.0.0.1"].secret = {{"TOKEN", Secret("hush")}};

    const auto command = upload_env_file(config, config.roles[0], "10.0.0.1");

    CHECK(command.line ==
          "(umask 077; rm -f .kamal/apps/app-staging/env/roles/web.env.part; "
          "cat > .kamal/apps/app-staging/env/roles/web.env.part && "
          "{ [ \"$(wc -c < .kamal/apps/app-staging/env/roles/web.env.part)\" -eq 11 ] || "
          "{ echo 'the env file arrived incomplete' >&2; false; }; } && "
          "mv -f .kamal/apps/app-staging/env/roles/web.env.part .kamal/apps/app-staging/env/roles/web.env || "
          "{ rm -f .kamal/apps/app-staging/env/roles/web.env.part; exit 1; })");
    CHECK(command.input == Secret("TOKEN=hush\n"));
    CHECK(command.line.find("hush") == std::string::npos);
}

TEST_CASE("the env directory belongs to service and destination") {
    CHECK(ensure_env_directory(sample_config()).line == "mkdir -p .kamal/apps/app/env/roles");
    CHECK(ensure_env_directory(sample_staging()).line == "mkdir -p .kamal/apps/app-staging/env/roles");
}
