#include "config/interpolation.hpp"

#include <doctest/doctest.h>

#include <string>

#include "load.hpp"

namespace {

using namespace wheels;

test::Texts texts_with(const std::string& lines) {
    test::Texts texts(test::minimal + lines);
    texts.environment = {
        {"NAME", "from-env"}, {"PORT", "3000"}, {"ON", "true"}, {"HOME", "/root"}, {"BOTH", "env"}};
    texts.secrets = {{"TOKEN", "secret-token"}, {"BOTH", "secrets-win"}};
    return texts;
}

}  // namespace

TEST_CASE(
    "${VAR} is replaced from the secrets, then the environment, and left to the host's shell otherwise") {
    struct Case {
        std::string cmd;
        std::string replaced;
        bool warned = false;
    };
    const Case cases[] = {
        {"${NAME}", "from-env"},      {"a-${NAME}-${NAME}", "a-from-env-from-env"},
        {"'${NAME}'", "from-env"},    {"${BOTH}", "secrets-win"},
        {"$NAME", "$NAME"},           {"${name}", "${name}"},
        {"${NAME:-x}", "${NAME:-x}"}, {"${NOT_SET}", "${NOT_SET}", true},
        {"$${NAME}", "${NAME}"},      {"$$${NAME}", "$${NAME}"},
        {"${HOME}/x", "${HOME}/x"},   {"${NAME", "${NAME"},
        {"\"${}\"", "${}"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.cmd);

        const auto loaded =
            test::load(texts_with("servers:\n  web:\n    hosts: [h]\n    cmd: " + each.cmd + "\n"));

        CHECK(loaded.problems() == std::vector<std::string>());
        CHECK(loaded.config.roles.at(0).cmd == each.replaced);
        CHECK(loaded.warnings().size() == (each.warned ? 2 : 1));  // one is about `servers` standing twice
    }
}

TEST_CASE("an unknown variable's warning has its place and tells how to write what is meant") {
    const auto loaded = test::load(texts_with("volumes: [\"${NOT_SET}:/data\"]\n"));

    CHECK(loaded.warnings() ==
          std::vector<std::string>{"deploy.yml:5:11: volumes/0: ${NOT_SET} is set neither in the secrets nor "
                                   "in the environment: it is "
                                   "left to the host's shell (write $${NOT_SET} if that is meant)"});
}

TEST_CASE("an interpolated text counts as a number or a boolean where one is wanted, and is no structure") {
    const auto loaded = test::load(
        texts_with("proxy: {app_port: \"${PORT}\", forward_headers: \"${ON}\"}\nlabels: {a: \"${PORT}\"}\n"));

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.roles.at(0).proxy->app_port == 3000);
    CHECK(loaded.config.roles.at(0).proxy->forward_headers == true);
    CHECK(test::load(texts_with("proxy: {app_port: \"${NAME}\"}\n")).problems() ==
          std::vector<std::string>{"deploy.yml:5:19: proxy/app_port: should be an integer, but is a string: "
                                   "that is what `${NAME}` gives"});
}

TEST_CASE("x-wheels turns interpolation off") {
    const auto loaded = test::load(texts_with("volumes: [\"${NAME}\"]\nx-wheels: {interpolate: false}\n"));

    CHECK(loaded.config.volumes == std::vector<std::string>{"${NAME}"});
    CHECK(loaded.warnings() == std::vector<std::string>());
}

TEST_CASE("a secret that would be seen on a command line is refused where there is another way") {
    const auto problems =
        test::load(texts_with("env: {A: \"x-${TOKEN}\", B: \"${NAME}\"}\n"
                              "builder: {arch: amd64, args: {T: \"${TOKEN}\"}}\n"
                              "accessories: {db: {image: i, host: h, env: {A: \"${TOKEN}\"}}}\n"))
            .problems();

    REQUIRE(problems.size() == 3);
    CHECK(problems[0] ==
          "deploy.yml:5:10: env/A: holds the secret TOKEN, which would be seen on a command line: list it "
          "under "
          "`secret`, as NAME or as NAME:SECRET");
}

TEST_CASE("a secret stays one wherever it goes") {
    const auto loaded = test::load(texts_with("labels: {a: \"${TOKEN}\"}\nenv: {secret: [\"A:TOKEN\"]}\n"));

    CHECK(loaded.problems() == std::vector<std::string>());
    const auto sensitive = loaded.config.sensitive();
    for (const auto* value : {"secret-token", "secrets-win", "registry-password"}) {
        CHECK(std::find(sensitive.begin(), sensitive.end(), Secret(value)) != sensitive.end());
    }
}

TEST_CASE("the variables that are asked for are known without any value") {
    test::Loaded loaded;
    const auto tree =
        test::parse("f.yml", test::Texts(""),
                    "a: ${B} ${C}\nd: [\"${B}\", \"$${E}\", \"${HOME}\"]\n\"${F}\": 1\n", loaded);

    CHECK(config::interpolated_names(tree) == std::vector<std::string>{"B", "C"});
}
