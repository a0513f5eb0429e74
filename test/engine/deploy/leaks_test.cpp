// Secrets everywhere a secret can stand, and places that print them in every form whenever they are told
// something. Nothing of that is seen anywhere.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "deploy_bench.hpp"
#include "support/sanitized.hpp"

using namespace wheels;
using test::DeployBench;
using test::ScriptedHosts;
using Fault = ScriptedHosts::Fault;

namespace {

const std::vector<std::string> words{
    "Rg7Xw2PkmLq9tYzB",  // registry
    "Ac5Rn8VhtQd3sKjM",  // registry of an accessory
    "Ev4Tb6NzpWx1uGfC",  // env of all, of a tag
    "Ro9Hd3JyrSm7vLkQ",  // env of a role
    "Ay2Fp5CxgZt8nBwD",  // env of an accessory
    "Bu6Kq1MvhTs4eXjR",  // of the build
    "Fi8Wm3GdzNr5yVcP",  // of the secrets files only
};

// Twelve lines, each of them unlike the others.
std::string key(const std::string& kind) {
    std::string pem = "-----BEGIN " + kind + "-----\n";
    for (char c = 'a'; c < 'm'; ++c) pem += base64::encode(kind + std::string(1, c) + "5q" + kind) + "\n";
    return pem + "-----END " + kind + "-----\n";
}

std::vector<std::string> keys() {
    return {key("SSH KEY"), key("SSL CERTIFICATE"), key("SSL KEY")};
}

void hide_secrets(Config& config) {
    config.registry.password = Secret(words[0]);
    Accessory db;
    db.name = "db";
    db.service = "app-db";
    db.image = "mysql:8";
    db.hosts = {"h1", "h3"};
    db.registry.emplace();
    db.registry->username = "db";
    db.registry->server = "other.test";
    db.registry->password = Secret(words[1]);
    db.env.secret = {{"ROOT_PASSWORD", Secret(words[4])}};
    config.accessories = {db};
    for (auto& role : config.roles) {
        for (auto& [host, env] : role.env_by_host)
            env.secret = {{"ALL", Secret(words[2])}, {"OWN", Secret(words[3])}};
    }
    config.builder.arches = {"amd64"};
    config.builder.context = ".";
    config.builder.secrets = {{"TOKEN", Secret(words[5])}};
    config.secrets["UNUSED"] = Secret(words[6]);
    config.ssh.key_data = {Secret(keys()[0])};
    auto& proxy = *config.roles.front().proxy;
    proxy.hosts = {"app.test"};
    proxy.ssl = true;
    proxy.certificate.emplace();
    proxy.certificate->certificate_pem = Secret(keys()[1]);
    proxy.certificate->private_key_pem = Secret(keys()[2]);
}

constexpr std::size_t trace_length = 6;
constexpr std::size_t encoded_trace_length =
    9;  // a byte of a secret may be a part of another one's character

/// Pieces that are in no text but when a secret was printed.
struct Traces {
    std::set<std::string, std::less<>> plain;
    std::set<std::string, std::less<>> encoded;
    std::vector<bool> beginnings = std::vector<bool>(std::size_t{1} << 21U);  // of all of them

    Traces() {
        auto secrets = words;
        for (const auto& each : keys()) {
            for (const auto& line : text::lines(each)) {
                if (!line.starts_with("---")) secrets.push_back(line);
            }
            add(encoded, base64::encode(each), encoded_trace_length);
        }
        for (const auto& secret : secrets) add(plain, secret, trace_length);
        for (const auto& word : words) {
            for (std::size_t before = 0; before < 3; ++before) {
                const auto whole = base64::encode(std::string(before, 'x') + word);
                add(encoded, whole.substr(before == 0 ? 0 : 4), encoded_trace_length);
            }
        }
    }
    void add(std::set<std::string, std::less<>>& set, const std::string& text, std::size_t length) {
        for (std::size_t at = 0; at + length <= text.size(); ++at) {
            set.insert(text.substr(at, length));
            beginnings[beginning(text.data() + at)] = true;
        }
    }
    static std::size_t beginning(const char* text) {
        const auto bits = [](char c) { return static_cast<std::size_t>(c) & 0x7fU; };
        return bits(text[0]) << 14U | bits(text[1]) << 7U | bits(text[2]);
    }
    // The first of them in a text; empty: there is none.
    std::string in(std::string_view text) const {
        for (std::size_t at = 0; at + trace_length <= text.size(); ++at) {
            if (!beginnings[beginning(text.data() + at)]) continue;
            if (const auto found = plain.find(text.substr(at, trace_length)); found != plain.end())
                return *found;
            const auto found = encoded.find(text.substr(at, encoded_trace_length));
            if (found != encoded.end()) return *found;
        }
        return {};
    }
};

// What tools make of secrets.
std::string every_form() {
    std::string said;
    for (const auto& word : words) {
        said += "plain " + word + " json \"" + word + "\" joined x" + word + "x\n";
        for (std::size_t before = 0; before < 4; ++before)
            said += base64::encode(std::string(before, 'u') + ":" + word) + "\n";
        auto broken = base64::encode("a longer text with " + word + " in it");
        said += broken.insert(27, "\n") + "\n";
    }
    for (const auto& each : keys()) {
        said += each + "indented:\n";
        for (const auto& line : text::lines(each)) said += "#12 0.5   " + line + "\n";
        said += "\"" + text::replace_all(each, "\n", "\\n") + "\"\n";
        const auto encoded = base64::encode(each);
        said += encoded + "\n";
        for (std::size_t at = 0; at < encoded.size(); at += 76) said += encoded.substr(at, 76) + "\n";
    }
    return said;
}

/// All that anybody may get to see, each text once.
class Everything {
public:
    void add(const std::string& what, const std::string& text) { parts_.emplace(text, what); }
    void add(const std::string& what, const std::vector<std::string>& texts) {
        for (const auto& text : texts) add(what, text);
    }
    void add(const Failure& failure) {
        add("failure's host", failure.host);
        add("failure's step", failure.step);
        add("failure's message", failure.message);
        add("failure's hint", failure.hint);
        add("remote lines", failure.remote_lines);
        add("container log", failure.container_log);
    }
    void add(const Error& error) {
        add("error", error.message());
        add("hint", error.hint());
        for (const auto& failure : error.failures()) add(failure);
        for (const auto& problem : error.problems()) add("problem", problem.to_string());
    }
    void add(const Report& report) {
        for (const auto& failure : report.failures) add(failure);
        for (const auto& answer : report.answers) add("answer", answer.title + answer.text);
        for (const auto& checkup : report.checkups) {
            add("checkup", checkup.host + " " + checkup.summary);
            for (const auto& finding : checkup.findings) add("finding", finding.text + " " + finding.remedy);
        }
        for (const auto& role : report.roles) add("ledger", role.failed_step + role.old_version.value_or(""));
        if (report.status) {
            for (const auto& role : report.status->roles)
                add("status", role.version.value_or("") + role.health + role.proxy + role.trouble);
            add("lock of the status", report.status->lock.value_or(""));
        }
    }
    void add(const Event& event) {
        std::visit(
            [this](const auto& e) {
                if constexpr (requires { e.text; }) add("event's text", e.text);
                if constexpr (requires { e.title; }) add("event's title", e.title);
                if constexpr (requires { e.name; }) add("event's command", e.name);
                if constexpr (requires { e.condition; }) add("event's condition", e.condition);
                if constexpr (requires { e.failure; }) add(e.failure);
            },
            event);
    }
    void add(const DeployBench& bench) {
        // Pieces of one stream, as they are seen next to each other.
        std::string lines;
        for (const auto& event : bench.sink.events) {
            add(event);
            if (const auto* line = std::get_if<event::OutputLine>(&event)) lines += line->text;
        }
        if (bench.error) add(*bench.error);
        if (bench.report) add(*bench.report);
        for (const auto& line : bench.hosts.lines) add("argv on a host", line);
        for (const auto& argv : bench.processes.started) add("argv here", argv);
    }

    // `WHAT: PIECE` of the first leak.
    std::string leak() const {
        static const Traces traces;
        for (const auto& [text, what] : parts_) {
            if (const auto found = traces.in(text); !found.empty()) return what + ": " + found;
        }
        return {};
    }

private:
    std::unordered_map<std::string, std::string> parts_;
};

std::vector<std::pair<std::string, Verb>> all_verbs() {
    verb::LockAcquire acquire;
    acquire.message = "maintenance";
    return {{"deploy", verb::Deploy()},
            {"deploy without a build", verb::Deploy{true}},
            {"redeploy", verb::Redeploy()},
            {"setup", verb::Setup()},
            {"rollback", verb::Rollback{"v1"}},
            {"bootstrap", verb::Bootstrap()},
            {"prune", verb::Prune()},
            {"build push", verb::BuildPush()},
            {"build pull", verb::BuildPull()},
            {"build deliver", verb::BuildDeliver()},
            {"build dev", verb::BuildDev()},
            {"build create", verb::BuildCreate()},
            {"build remove", verb::BuildRemove()},
            {"build details", verb::BuildDetails()},
            {"registry login", verb::RegistryLogin()},
            {"registry logout", verb::RegistryLogout()},
            {"details", verb::Details()},
            {"audit", verb::Audit()},
            {"doctor", verb::Doctor()},
            {"status", verb::Status()},
            {"find previous", verb::FindPrevious()},
            {"lock status", verb::LockStatus()},
            {"lock acquire", acquire},
            {"lock release", verb::LockRelease()}};
}

/// A bench with secrets in every place, where all speak of them.
struct TalkingBench : DeployBench {
    TalkingBench(const Verb& verb, std::string says) {
        hide_secrets(config);
        request = Request(verb);
        hosts.says = std::move(says);
        project.write("Dockerfile", "FROM scratch\n");
        for (const auto* hook : {"pre-connect", "docker-setup", "pre-build", "pre-deploy", "pre-app-boot",
                                 "post-app-boot", "post-deploy", "post-deploy-failure"}) {
            add_hook(hook);
        }
        processes.answer = [this](const ChildSpec& spec) {
            for (const auto& variable : spec.environment.value_or(std::vector<std::string>())) {
                if (variable.starts_with("KAMAL_")) environments.add("variable of a hook", variable);
                if (variable.starts_with("KAMAL_ERROR=")) kamal_error = variable;
            }
            test::ScriptedProcesses::Answer said;
            said.output = hosts.says;
            said.status = started_here++ == fails_here ? 1 : 0;
            return said;
        };
    }

    std::string leak() {
        environments.add(*this);
        return environments.leak();
    }

    Everything environments;
    std::string kamal_error;
    std::size_t started_here = 0;
    std::size_t fails_here = 100000;
};

}  // namespace

TEST_CASE("a secret that every place prints in every form is seen nowhere, whatever the verb") {
    const auto says = every_form();
    for (const auto& [name, verb] : all_verbs()) {
        CAPTURE(name);
        TalkingBench bench(verb, says);

        bench.run();

        CHECK(bench.leak() == "");
        CAPTURE(bench.error ? bench.error->message() : "");
        CHECK(bench.hosts.commands + bench.started_here > 0);
    }
}

TEST_CASE("nor when a verb ends at any of its commands, on a host or here") {
    const auto says = text::join(words, " wrong password\n") + "\n" + key("SSH KEY");
    for (const auto& [name, verb] : all_verbs()) {
        CAPTURE(name);
        TalkingBench whole(verb, says);
        whole.run();
        for (std::size_t at = 0; at < whole.hosts.commands; at += test::stride(5)) {
            for (const auto fault : {Fault::fails, Fault::dies_after}) {
                if (fault == Fault::dies_after && at % 4 != 0) continue;
                TalkingBench bench(verb, says);
                bench.hosts.fault = fault;
                bench.hosts.fault_at = at;

                bench.run();

                CAPTURE(bench.hosts.fault_command);
                CHECK(bench.leak() == "");
            }
        }
        for (std::size_t at = 0; at < whole.started_here; at += test::stride(3)) {
            TalkingBench bench(verb, says);
            bench.fails_here = at;

            bench.run();

            CAPTURE(at);
            CHECK(bench.leak() == "");
        }
    }
}

TEST_CASE("nor by the verbs that answer with what hosts say") {
    for (const auto& [name, verb] : all_verbs()) {
        CAPTURE(name);
        TalkingBench bench(verb, every_form());
        for (const auto* host : {"h1", "h2", "h3"})
            bench.hosts.answers[host + std::string(" ")].out = every_form();

        bench.run();

        CHECK(bench.leak() == "");
    }
}

TEST_CASE("nor in a dry run") {
    for (const auto& [name, verb] : all_verbs()) {
        CAPTURE(name);
        TalkingBench bench(verb, "");

        bench.run_dry();

        CHECK(bench.leak() == "");
        CHECK_FALSE(bench.sink.events.empty());
    }
}

TEST_CASE("a secret is hidden whole wherever a text is cut") {
    // Of messages, lines, notices, KAMAL_ERROR, and of what is told of a long line at once.
    for (const std::size_t cut : {300U, 400U, 1000U, 2000U, 4096U, 8192U}) {
        const auto reach = std::min<std::size_t>(cut, 48);
        for (auto before = cut - reach; before < cut + 2; before += test::stride(7)) {
            CAPTURE(before);
            TalkingBench bench(verb::Deploy{true}, std::string(before, '.') + words[0] + " and more");
            bench.hosts.fault = Fault::fails;
            bench.hosts.fault_at = 8;

            bench.run();

            REQUIRE(bench.error.has_value());
            CHECK(bench.leak() == "");
            CHECK(bench.kamal_error.size() > 200);
            CHECK(bench.kamal_error.size() <= 4096 + 12);
        }
    }
}

TEST_CASE("what was printed can be seen, but for the secrets in it") {
    TalkingBench bench(verb::Deploy{true}, "password " + words[0] + " is wrong\n");
    bench.hosts.fault = Fault::fails;
    bench.hosts.fault_at = 8;

    bench.run();

    const std::string clean = "password [REDACTED] is wrong";
    REQUIRE(bench.error.has_value());
    CHECK(bench.error->failures().front().remote_lines == std::vector<std::string>{clean});
    CHECK(bench.error->message().ends_with(": exit status 1: " + clean));
    CHECK(bench.kamal_error.ends_with(": exit status 1: " + clean));
    const auto lines = bench.sink.all<event::OutputLine>();
    REQUIRE(lines.size() > 10);
    for (const auto& line : lines) CHECK(line.text == clean);
}
