#include "config/erb.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "load.hpp"

namespace {

using namespace wheels;

config::SourceText rendered(const std::string& text, config::Findings& findings) {
    const std::map<std::string, std::string> environment{{"NAME", "app"}, {"LINES", "a\nb"}, {"EMPTY", ""}};
    return config::render_erb(std::make_shared<const std::string>("f.yml"), text, environment, findings);
}

}  // namespace

TEST_CASE("the ERB of environment variables and comments is rendered, as Ruby does with trim mode -") {
    struct Case {
        std::string text;
        std::string rendered;
    };
    const Case cases[] = {
        {"a: <%= ENV[\"NAME\"] %>\n", "a: app\n"},
        {"a: <%= ENV['NAME'] %>!\n", "a: app!\n"},
        {"a: <%=ENV.fetch('NAME')%>\n", "a: app\n"},
        {"a: <%= ENV.fetch(\"NOT\", \"x y\") %>\n", "a: x y\n"},
        {"a: <%= ENV.fetch \"NOT\", \"x\" %>\n", "<problem>"},
        {"a: <%= ENV.fetch(\"NAME\", \"x\") %>\n", "a: app\n"},
        {"a: <%= ENV.fetch(\"EMPTY\", \"x\") %>\n", "a: \n"},
        {"a: <%= ENV[\"NOT\"] %>\n", "a: \n"},
        {"a: 1<%# any %> b\n", "a: 1 b\n"},
        {"<%# any -%>\na: 1\n", "a: 1\n"},
        {"a: 1\n  <%- # no %>", "<problem>"},
        {"a: 1\n  <%-# gone -%>\nb: 2\n", "a: 1\nb: 2\n"},
        {"a: <%% b\n", "a: <% b\n"},
        {"# <%= anything(1) %>\n  # <% if %>\na: 1\n", "# <%= anything(1) %>\n  # <% if %>\na: 1\n"},
        {"a: <%= ENV[\"NAME\"] || \"x\" %>\n", "<problem>"},
        {"a: <%= ENV[\"#{NAME}\"] %>\n", "<problem>"},
        {"a: <%= ENV.fetch(\"NOT\") %>\n", "<problem>"},
        {"a: <%= ENV[\"NAME\"] + '-' + \"x\" %>\n", "a: app-x\n"},
        {"a: <%= ENV[\"NAME\"] + %>\n", "<problem>"},
        {"a: <%= ENV[\"NAME\"] \"x\" %>\n", "<problem>"},
        {"a: <% 1 %>\n", "<problem>"},
        {"a: <%= %>\n", "<problem>"},
        {"a: <%=", "<problem>"},
        {"a: b %> c\n", "a: b %> c\n"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.text);
        config::Findings findings;

        const auto source = rendered(each.text, findings);

        CHECK((findings.failed() ? "<problem>" : source.text) == each.rendered);
    }
}

TEST_CASE("in files that are no YAML, lines that begin with a hash are rendered too") {
    config::Findings findings;

    const auto source = config::render_erb(std::make_shared<const std::string>("f.cnf"),
                                           "#include <%= \"/etc/\" + ENV[\"NAME\"] %>\n", {{"NAME", "app"}},
                                           findings, config::HashLines::rendered);

    CHECK(source.text == "#include /etc/app\n");
}

TEST_CASE("places stay those of the file, whatever ERB inserts or takes away") {
    config::Findings findings;

    const auto source = rendered("<%# gone -%>\na: \"<%= ENV['LINES'] %>\"\nb: {c: 1, c: 2}\n", findings);
    const auto tree = config::parse_yaml(source, findings);

    CHECK(source.text == "a: \"a\nb\"\nb: {c: 1, c: 2}\n");
    CHECK(tree.find("b")->mark.line == 3);
    CHECK(findings.warnings().at(0).line == 3);
}

TEST_CASE("what ERB inserts is read as YAML, as with Kamal") {
    test::Texts texts(test::minimal +
                      "proxy: {app_port: <%= ENV[\"PORT\"] %>}\nvolumes: <%= ENV[\"VOLUMES\"] %>\n");
    texts.environment = {{"PORT", "3000"}, {"VOLUMES", "[\"a:/b\", \"c:/d\"]"}};

    const auto loaded = test::load(texts);

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.roles.at(0).proxy->app_port == 3000);
    CHECK(loaded.config.volumes.size() == 2);
}
