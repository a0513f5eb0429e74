#include "base/shell.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "commands/app.hpp"
#include "commands/audit.hpp"
#include "commands/proxy.hpp"
#include "fake_host.hpp"
#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

namespace {

using Words = std::vector<std::string>;

const std::vector<std::string> shells{"sh", "dash", "bash"};

std::string every_byte() {
    std::string bytes;
    for (int byte = 1; byte < 256; ++byte) bytes += static_cast<char>(byte);
    return bytes;
}

// What a container gets of a value: Kamal escapes it as Ruby does, and the shell takes two of the escapes
// back.
std::string as_container_sees(const std::string& value) {
    const auto escaped = shell::ruby_escape(value);
    std::string seen;
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        const bool taken_back = escaped[i] == '\\' && (escaped[i + 1] == '"' || escaped[i + 1] == '\\');
        if (taken_back) ++i;
        seen += escaped[i];
    }
    return seen;
}

bool holds(const Words& words, const std::string& word) {
    for (const auto& each : words) {
        if (each == word) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a quoted word arrives unchanged in every shell, whatever its bytes") {
    const std::string words[] = {every_byte(), "",   "plain", "o'neil", "-n",    "~", "*",
                                 "a b",        "\n", "\\",    "!x",     "{a,b}", "ü☃"};

    for (const auto& shell : shells) {
        for (const auto& word : words) {
            CAPTURE(shell);
            CAPTURE(word);
            const FakeHost host(shell);
            CHECK(host.run("docker " + shell::quote(word) + " " + shell::join({"x", word})).status == 0);
            CHECK(host.calls() == std::vector<Words>{{word, "x", word}});
        }
    }
}

TEST_CASE("a value arrives as Kamal's does in every shell") {
    const struct {
        std::string value;
        std::string expected;
    } cases[] = {
        {"a \"b\" $C `d` \\e", "a \"b\" $C `d` \\e"},
        {"two\nlines", "two\\nlines"},
        {"$(reboot) $$ $1 $", "$(reboot) $$ $1 $"},
        {"`reboot`", "`reboot`"},
        {"\"; reboot; \"", "\"; reboot; \""},
        {"${NOT_SET_ANYWHERE}x", "x"},
        {"${NOT_SET_ANYWHERE:-say \"hi\"}", "say \"hi\""},
        {"${unclosed", "${unclosed"},
        {"#{x} #y # 'z'", "\\#{x} #y # 'z'"},
        {"trailing \\", "trailing \\"},
        {"größe ☃", "größe ☃"},
    };

    for (const auto& shell : shells) {
        for (const auto& c : cases) {
            CAPTURE(shell);
            CAPTURE(c.value);
            const FakeHost host(shell);
            CHECK(host.run("docker " + shell::double_quote(c.value)).status == 0);
            CHECK(host.calls() == std::vector<Words>{{c.expected}});
        }
    }
}

TEST_CASE("every byte of a value arrives, control characters as escapes") {
    const auto value = every_byte();

    for (const auto& shell : shells) {
        CAPTURE(shell);
        const FakeHost host(shell);
        CHECK(host.run("docker " + shell::double_quote(value)).status == 0);
        REQUIRE(host.calls().size() == 1);
        CHECK(host.calls()[0] == Words{as_container_sees(value)});
    }
}

TEST_CASE("the host's shell expands variables in a volume, and nothing else") {
    const FakeHost host;
    const auto home = host.home().string();

    const auto result =
        host.run("docker " + shell::quote_expandable("$PWD/my files:/f") + " " +
                 shell::quote_expandable("~/x:/x") + " " + shell::quote_expandable("${HOME}/\"y\":/y") + " " +
                 shell::quote_expandable("$(reboot)`reboot`\\"));

    CHECK(result.status == 0);
    CHECK(host.calls() == std::vector<Words>{{home + "/my files:/f", home + "/x:/x", home + "/\"y\":/y",
                                              "$(reboot)`reboot`\\"}});
}

TEST_CASE("a run command is one call of docker, however hostile its values") {
    const std::string hostile = "x'; reboot; \" $(reboot) `reboot` & | > /etc/x\nreboot";
    auto config = sample_config();
    config.version = hostile;
    config.image = "a b;reboot";
    config.volumes = {"a'b\"c"};
    auto& role = config.roles[0];
    role.name = "w'eb";
    role.restart = "no; reboot";
    role.labels = {{"k;reboot", hostile}};
    role.options = {{"o reboot", hostile}};
    role.logging.options = {{"l&", hostile}};
    role.env_by_host["10.0.0.1"].clear = {{"E|", hostile}};

    for (const auto& shell : shells) {
        CAPTURE(shell);
        const FakeHost host(shell);
        const auto result = host.run(run_app(config, role, "10.0.0.1", hostile));
        CHECK(result.status == 0);
        CHECK(result.err.empty());
        REQUIRE(host.calls().size() == 1);
        const auto call = host.calls()[0];
        const auto seen = as_container_sees(hostile);
        CHECK(holds(call, "app-w'eb-" + hostile));
        CHECK(holds(call, hostile));
        CHECK(holds(call, "reg.test:5000/a b;reboot:" + hostile));
        CHECK(holds(call, "a'b\"c"));
        CHECK(holds(call, "no; reboot"));
        CHECK(holds(call, "k;reboot=" + seen));
        CHECK(holds(call, "--o reboot"));
        CHECK(holds(call, "l&=" + seen));
        CHECK(holds(call, "E|=" + seen));
        CHECK(holds(call, ".kamal/apps/app/env/roles/w'eb.env"));
    }
}

TEST_CASE("the proxy is told exactly what is meant") {
    auto config = sample_config();
    config.roles[0].proxy->hosts = {"a b.test$(reboot)"};

    const FakeHost host;
    CHECK(host.run(proxy_deploy(config, config.roles[0], "0123456789ab")).status == 0);

    CHECK(host.calls() ==
          std::vector<Words>{{"exec", "kamal-proxy", "kamal-proxy", "deploy", "app-web",
                              "--target=0123456789ab:80", "--host=a b.test$(reboot)", "--deploy-timeout=30s",
                              "--drain-timeout=30s", "--buffer-requests", "--buffer-responses",
                              "--log-request-header=Cache-Control", "--log-request-header=Last-Modified",
                              "--log-request-header=User-Agent"}});
}

TEST_CASE("audit lines are appended as they are") {
    for (const auto& shell : shells) {
        CAPTURE(shell);
        const FakeHost host(shell);
        CHECK(host.run(audit(sample_config(), AuditLine("T", "a\\n$(id)'", std::nullopt, "one"))).status ==
              0);
        CHECK(host.run(audit(sample_config(), AuditLine("T", "-e", "web", "two"))).status == 0);
        CHECK(host.read(".kamal/app-audit.log") == "[T] [a\\n$(id)'] one\n[T] [-e] [web] two\n");
        CHECK(host.run(reveal_audit(sample_config(), 50)).out ==
              "[T] [a\\n$(id)'] one\n[T] [-e] [web] two\n");
    }
}
