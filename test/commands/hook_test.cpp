#include "commands/hook.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "sample.hpp"

using namespace wheels;
using commands::hook_environment;
using commands::hook_variables;
using commands::HookContext;
using Block = std::map<std::string, std::string>;

namespace {

HookContext context_of(const std::string& hook) {
    HookContext context;
    context.hook = hook;
    context.version = "0123456789abcdef";
    context.hosts = {"h1", "h2"};
    context.performer = "Jane Doe";
    context.runtime = std::chrono::seconds(42);
    context.error = "pull image on h1: no";
    context.recorded_at = "2026-01-31T12:00:00Z";
    context.service = "app";
    context.command = "deploy";
    context.lock = true;
    return context;
}

Config config_with_secret() {
    Config config;
    config.secrets["TOKEN"] = Secret("very-secret");
    return config;
}

std::string error_for(const std::string& error) {
    auto context = context_of("post-deploy-failure");
    context.error = error;
    const auto config = config_with_secret();
    return hook_variables(context, config, Redactor(config.sensitive())).at("KAMAL_ERROR");
}

}  // namespace

TEST_CASE("each hook of the page gets the page's variables and no others") {
    const Redactor redactor;
    const Block common{{"KAMAL_VERSION", "0123456789abcdef"},
                       {"KAMAL_HOSTS", "h1,h2"},
                       {"KAMAL_PERFORMER", "Jane Doe"},
                       {"KAMAL_DESTINATION", ""}};
    auto after = common;
    after["KAMAL_RUNTIME"] = "42";
    auto failed = after;
    failed["KAMAL_ERROR"] = "pull image on h1: no";

    CHECK(hook_variables(context_of("pre-deploy"), config_with_secret(), redactor) == common);
    CHECK(hook_variables(context_of("post-deploy"), config_with_secret(), redactor) == after);
    CHECK(hook_variables(context_of("post-deploy-failure"), config_with_secret(), redactor) == failed);
}

TEST_CASE(
    "Kamal's own hooks get Kamal's block, the secrets where Kamal gives them, and so do all with hooks_env") {
    const Redactor redactor;
    auto full = config_with_secret();
    full.hooks.full_kamal_env = true;
    const struct {
        const char* hook;
        bool secrets;
    } cases[] = {{"pre-connect", true},    {"pre-build", false},          {"pre-app-boot", false},
                 {"post-app-boot", false}, {"docker-setup", false},       {"pre-deploy", true},
                 {"post-deploy", true},    {"post-deploy-failure", false}};

    for (const auto& [hook, secrets] : cases) {
        CAPTURE(hook);
        const auto block = hook_variables(context_of(hook), full, redactor);
        CHECK(block.at("KAMAL_SERVICE_VERSION") == "app@0123456");
        CHECK(block.at("KAMAL_LOCK") == "true");
        CHECK(block.count("KAMAL_ROLES") == 0);
        CHECK(block.count("TOKEN") == (secrets ? 1 : 0));
    }
    CHECK(hook_variables(context_of("pre-connect"), config_with_secret(), redactor).count("TOKEN") == 1);
    CHECK(commands::service_version("app", "0123456789_uncommitted_1") == "app@0123456789_uncommitted_1");
}

TEST_CASE("nothing of an outer deploy stays in the environment, everything else does") {
    const Block caller{{"PATH", "/bin"},        {"KAMAL_ERROR", "old"},
                       {"KAMAL_RUNTIME", "9"},  {"KAMAL_ROLE", "web"},
                       {"KAMAL_LOCK", "true"},  {"KAMAL_SERVICE", "other"},
                       {"KAMAL_VERSION", "v0"}, {"KAMAL_REGISTRY_PASSWORD", "passes"}};

    const auto environment =
        hook_environment(context_of("pre-deploy"), caller, config_with_secret(), Redactor());

    CHECK(environment == Block{{"PATH", "/bin"},
                               {"KAMAL_REGISTRY_PASSWORD", "passes"},
                               {"KAMAL_VERSION", "0123456789abcdef"},
                               {"KAMAL_HOSTS", "h1,h2"},
                               {"KAMAL_PERFORMER", "Jane Doe"},
                               {"KAMAL_DESTINATION", ""}});
}

TEST_CASE("KAMAL_ERROR is one short line without secrets that fits into JSON between quotes") {
    CHECK(error_for("a\nb\tc\r\x1b[31m\x7f") == "a b c??[31m?");
    CHECK(error_for("manifest for \"x\" at C:\\tmp") == "manifest for 'x' at C:/tmp");
    CHECK(error_for("the token very-secret is wrong") == "the token [REDACTED] is wrong");
    CHECK(error_for("broken \xff text") == "broken ? text");
    const auto cut = error_for(std::string(4095, 'x') + "äöü");
    CHECK(cut.size() <= commands::hook_error_limit);
    CHECK(cut.substr(cut.size() - 3) == "…");
}

TEST_CASE("a script whose interpreter cannot be found is found out by how it begins") {
    using commands::wrong_with_script;

    CHECK_FALSE(wrong_with_script("#!/bin/sh\necho a\r\n").has_value());
    CHECK_FALSE(wrong_with_script("echo a\r\n").has_value());
    CHECK_FALSE(wrong_with_script("").has_value());
    CHECK_FALSE(wrong_with_script("#!").has_value());
    CHECK_FALSE(wrong_with_script("\x7f"
                                  "ELF")
                    .has_value());
    CHECK(
        wrong_with_script("#!/usr/bin/env bash\r\necho a\r\n").value().starts_with("has Windows line ends"));
    CHECK(wrong_with_script("\xEF\xBB\xBF#!/bin/sh\n").value().starts_with("begins with a byte-order mark"));
}
