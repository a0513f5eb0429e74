#include "config/yaml_tree.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "load.hpp"

namespace {

using namespace wheels;

config::Tree parsed(const std::string& text, test::Loaded& loaded) {
    return test::parse("f.yml", test::Texts(""), text, loaded);
}

// The values of a map of texts, as `a=1 b=2`.
std::string pairs_of(const config::Tree& map) {
    std::string text;
    for (const auto& entry : map.entries)
        text += (text.empty() ? "" : " ") + entry.key + "=" + entry.value.text;
    return text;
}

}  // namespace

TEST_CASE("anchors, aliases and merge keys mean what they mean in Ruby") {
    struct Case {
        std::string yaml;
        std::string below_x;
    };
    const Case cases[] = {
        {"a: &a {b: 1}\nx: *a", "b=1"},
        {"a: &a {b: 1, c: 2}\nx: {<<: *a, c: 3}", "b=1 c=3"},
        {"a: &a {b: 1, c: 2}\nx: {c: 3, <<: *a}", "c=2 b=1"},
        {"a: &a {b: 1}\nc: &c {b: 2, d: 3}\nx: {<<: [*a, *c]}", "b=1 d=3"},
        {"x: {<<: {b: 1}}", "b=1"},
        {"x: {\"<<\": y}", "<<=y"},
        {"a: &a {b: 1}\nx: {\"<<\": *a, c: 2}", "b=1 c=2"},
        {"x: {:b: 1}", "b=1"},
        {"x: {on: 1, 010: 2, 1: 3}", "on=1 010=2 1=3"},
        {"x: {b: !!str 010}", "b=010"},
        {"x: {b: !!int \"010\"}", "b=8"},
        {"x: {b: !!float 5, c: !!float 1.5}", "b=5.0 c=1.5"},
        {"x: {b: !mine c}", "b=c"},
        {"x:\n  b: |\n    one\n    two\n", "b=one\ntwo\n"},
        {"x:\n  b: >-\n    one\n    two\n", "b=one two"},
        {"---\nx: {b: 1}\n---\nx: {b: 2}\n", "b=1"},
        {"\xef\xbb\xbfx: {b: 1}", "b=1"},
        {"x: {b: 1}\r\n", "b=1"},
        {"a: 1\rx:\r  b: |\r    one\r    two\r", "b=one\ntwo\n"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.yaml);
        test::Loaded loaded;

        const auto tree = parsed(each.yaml, loaded);

        CHECK(loaded.problems() == std::vector<std::string>());
        REQUIRE(tree.find("x") != nullptr);
        CHECK(pairs_of(*tree.find("x")) == each.below_x);
    }
}

TEST_CASE("a duplicate key is a warning, and the last one counts") {
    test::Loaded loaded;

    const auto tree = parsed("a: 1\nb: 2\na: 3\n", loaded);

    CHECK(pairs_of(tree) == "a=3 b=2");
    CHECK(loaded.warnings() ==
          std::vector<std::string>{"f.yml:3:1: a: stands here twice: the last one counts"});
}

TEST_CASE("places are those of the file, also behind tabs and wide characters in values") {
    test::Loaded loaded;

    const auto tree = parsed("a: \"\xc3\xa4\"\nb:\n  - c: {d: 1}\n", loaded);

    const auto& d = tree.find("b")->items.at(0).find("c")->entries.at(0);
    CHECK(d.mark.line == 3);
    CHECK(d.mark.column == 9);
    CHECK(d.value.mark.column == 12);
}

TEST_CASE("no file makes the reader crash or hang, however it is broken") {
    const std::string whole =
        "service: app\nimage: 'a'\nservers:\n  web: &w [{10.0.0.2: [t]}]\n  jobs: {hosts: *w, <<: "
        "{cmd: x}}\n"
        "env: {clear: {A: \"1\\n\"}, secret: [S], tags: {t: {B: \"${H}\"}}}\nregistry: {username: u, "
        "password: "
        "[S]}\n"
        "accessories: {db: {image: i, host: h, files: [a:/b], port: 1:2}}\nproxy: {ssl: true, host: <%= "
        "ENV['H'] %>}\n";
    const std::string pieces[] = {"",
                                  "\"",
                                  "'",
                                  "{",
                                  "}",
                                  "[",
                                  "]",
                                  ":",
                                  "- ",
                                  "&a ",
                                  "*a ",
                                  "<<: *a",
                                  "|",
                                  ">",
                                  "\t",
                                  "\n",
                                  "#",
                                  "%",
                                  "!!x",
                                  "? ",
                                  "--- ",
                                  "${",
                                  "$${",
                                  "<%",
                                  "%>",
                                  "\xff",
                                  std::string(1, '\0'),
                                  "\xf0\x9f\x98\x80",
                                  "*w",
                                  "1e999",
                                  "~"};
    std::uint32_t random = 12345;
    const auto next = [&random](std::size_t below) {
        random = random * 1664525U + 1013904223U;
        return static_cast<std::size_t>(random >> 8U) % below;
    };
    std::size_t accepted = 0;
    for (int round = 0; round < 3000; ++round) {
        auto text = whole;
        for (auto changes = next(4) + 1; changes > 0; --changes) {
            const auto& piece = pieces[next(std::size(pieces))];
            text.replace(next(text.size()), next(6), piece);
        }
        test::Texts texts(text);
        texts.secrets = {{"S", "s"}};
        texts.environment = {{"H", "a.test"}};

        const auto loaded = test::load(texts);

        if (!loaded.findings.failed()) ++accepted;
    }
    CHECK(accepted > 0);
}

TEST_CASE("every prefix of a file is read without a crash") {
    const std::string whole =
        "servers:\n  web: &w [\"10.0.0.1\", 'b']\nenv: {A: *w, <<: {B: |\n  x}}\nx: <%= ENV[\"A\"] -%>\n";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto loaded = test::load(whole.substr(0, size));

        CHECK(loaded.findings.failed());
    }
}

TEST_CASE("a file with ten thousand mistakes tells the first hundred, and that there are more") {
    auto text = test::minimal + "env:\n";
    for (int i = 0; i < 10'000; ++i) text += "  VARIABLE_" + std::to_string(i) + ": [x]\n";

    const auto problems = test::load(text).problems();

    REQUIRE(problems.size() == 101);
    CHECK(problems[99] == "deploy.yml:105:16: env/VARIABLE_99: should be a string, but is an array");
    CHECK(problems[100] == "deploy.yml: there are more mistakes than these 100");
    auto twice = test::minimal + "env:\n";
    for (int i = 0; i < 10'000; ++i) twice += "  A: x\n";
    CHECK(test::load(twice).warnings().back() == "deploy.yml: there are more warnings than these 100");
}

TEST_CASE("large files are read in time that grows with their size") {
    std::string text = test::minimal + "env:\n";
    for (int i = 0; i < 20'000; ++i) text += "  VARIABLE_" + std::to_string(i) + ": x\n";
    text += "labels: {";
    for (int i = 0; i < 10'000; ++i) text += "l" + std::to_string(i) + ": x, ";
    text += "}\naccessories:\n  db:\n    image: i\n    hosts:\n";
    for (int i = 0; i < 5'000; ++i) text += "      - host" + std::to_string(i) + "\n";

    const auto loaded = test::load(text);

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.all_hosts().size() == 5'001);
    CHECK(loaded.config.roles.at(0).env_by_host.at("10.0.0.1").clear.size() == 20'000);
}
