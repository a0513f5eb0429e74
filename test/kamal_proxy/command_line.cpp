#include "command_line.hpp"

#include <algorithm>
#include <map>

namespace kamal_proxy {
namespace {

using enum Flag::Type;

const std::vector<Flag> target_flags{
    {"target", list, ""},
    {"read-target", list, ""},
    {"deploy-timeout", duration, "30s"},
    {"drain-timeout", duration, "30s"},
};

std::vector<Flag> deploy_flags() {
    std::vector<Flag> flags{
        {"host", list, ""},
        {"path-prefix", list, ""},
        {"strip-path-prefix", boolean, "true"},
        {"tls", boolean, "false"},
        {"tls-redirect", boolean, "true"},
        {"tls-staging", boolean, "false"},
        {"tls-certificate-path", text, ""},
        {"tls-private-key-path", text, ""},
        {"tls-acme-cache-path", text, ""},
        {"tls-on-demand-url", text, ""},
        {"canonical-host", text, ""},
        {"health-check-path", text, "/up"},
        {"health-check-port", integer, "0"},
        {"health-check-host", text, ""},
        {"health-check-interval", duration, "1s"},
        {"health-check-timeout", duration, "5s"},
        {"target-timeout", duration, "30s"},
        {"buffer-requests", boolean, "false"},
        {"buffer-responses", boolean, "false"},
        {"buffer-memory", integer, "1048576"},
        {"max-request-body", integer, "0"},
        {"max-response-body", integer, "0"},
        {"forward-headers", boolean, "false"},
        {"client-ip-header", text, ""},
        {"log-request-header", list, ""},
        {"log-response-header", list, ""},
        {"error-pages", text, ""},
        {"exclude-metrics-path", list, ""},
        {"scope-cookie-paths", boolean, "false"},
        {"writer-affinity-timeout", duration, "1s"},
        {"read-target-websockets", boolean, "false"},
        {"force", boolean, "false"},
    };
    flags.insert(flags.end(), target_flags.begin(), target_flags.end());
    return flags;
}

const std::map<std::string, std::vector<Flag>> commands{
    {"run",
     {{"http-port", integer, "80"},
      {"https-port", integer, "443"},
      {"metrics-port", integer, "0"},
      {"http3", boolean, "false"},
      {"debug", boolean, "false"}}},
    {"deploy", deploy_flags()},
    {"remove", {}},
    {"list", {}},
    {"pause", {{"drain-timeout", duration, "30s"}, {"max-pause", duration, "30s"}}},
    {"stop", {{"drain-timeout", duration, "30s"}, {"message", text, ""}}},
    {"resume", {}},
    {"rollout deploy", target_flags},
    {"rollout set", {{"percent", integer, "0"}, {"list", list, ""}}},
    {"rollout stop", {}},
};

std::string unaliased(const std::string& command) {
    if (command == "rm") return "remove";
    if (command == "ls") return "list";
    return command;
}

[[noreturn]] void invalid(const std::string& why) {
    throw CommandError("service options invalid: " + why);
}

void check_tls(const Flags& flags) {
    const bool on_demand = !flags.text("tls-on-demand-url").empty();
    if (on_demand && !flags.boolean("tls")) invalid("TLS must be enabled to use a TLS on-demand URL");
    if (!flags.boolean("tls")) return;
    if (on_demand && !flags.list("host").empty()) invalid("cannot set hosts when using a TLS on-demand URL");
    if (!on_demand && flags.list("host").empty()) invalid("host must be set when using TLS");
    const auto paths = flags.list("path-prefix");
    if (!paths.empty() && std::find(paths.begin(), paths.end(), "/") == paths.end()) {
        invalid("TLS settings must be specified on the root path service");
    }
}

void check_deploy(const Flags& flags) {
    if (flags.given("max-request-body") && !flags.given("buffer-requests")) {
        throw CommandError("max-request-body can only be set when request buffering is enabled");
    }
    if (flags.given("max-response-body") && !flags.given("buffer-responses")) {
        throw CommandError("max-response-body can only be set when response buffering is enabled");
    }
    check_tls(flags);
    const auto hosts = flags.list("host");
    const auto canonical = flags.text("canonical-host");
    if (!canonical.empty() && !hosts.empty() &&
        std::find(hosts.begin(), hosts.end(), canonical) == hosts.end()) {
        std::string all;
        for (const auto& host : hosts) all += (all.empty() ? "" : " ") + host;
        invalid("canonical-host '" + canonical + "' must be present in the hosts list: [" + all + "]");
    }
}

void check_certificate(const Flags& flags) {
    if (flags.given("tls-certificate-path") != flags.given("tls-private-key-path")) {
        throw CommandError(
            "if any flags in the group [tls-certificate-path tls-private-key-path] are set they must all be "
            "set; "
            "missing [" +
            std::string(flags.given("tls-private-key-path") ? "tls-certificate-path"
                                                            : "tls-private-key-path") +
            "]");
    }
}

}  // namespace

std::optional<Invocation> parse_command_line(const std::vector<std::string>& words) {
    if (words.empty()) return std::nullopt;
    const bool flags_first = words[0].size() > 1 && words[0][0] == '-';
    if (flags_first) Flags::parse({}, words);  // only -h and --help pass
    if (flags_first || words[0] == "help") return std::nullopt;
    auto command = unaliased(words[0]);
    std::size_t read = 1;
    if (command == "rollout") {
        if (words.size() < 2 || !commands.contains("rollout " + words[1])) return std::nullopt;
        command += " " + words[read++];
    }
    const auto found = commands.find(command);
    if (found == commands.end()) {
        throw CommandError("unknown command \"" + words[0] +
                           "\" for \"kamal-proxy\"\nRun 'kamal-proxy --help' for usage.");
    }
    auto flags =
        Flags::parse(found->second, {words.begin() + static_cast<std::ptrdiff_t>(read), words.end()});
    if (flags.help()) return std::nullopt;
    const auto& names = flags.words();
    if (command == "list" && !names.empty()) {
        throw CommandError("unknown command \"" + names[0] + "\" for \"kamal-proxy list\"");
    }
    if (command != "run" && command != "list" && names.size() != 1) {
        throw CommandError("accepts 1 arg(s), received " + std::to_string(names.size()));
    }
    if (command == "deploy") check_deploy(flags);
    if (command.ends_with("deploy") && !flags.given("target")) {
        throw CommandError("required flag(s) \"target\" not set");
    }
    if (command == "deploy") check_certificate(flags);
    if (command == "rollout set" && !flags.given("percent") && !flags.given("list")) {
        throw CommandError("at least one of the flags in the group [percent list] is required");
    }
    auto service = names.empty() ? std::string() : names[0];
    return Invocation{std::move(command), std::move(service), std::move(flags)};
}

std::string help_text() {
    std::string text =
        "A stand-in for kamal-proxy, for tests: its command line and its behaviour, without TLS.\n\n"
        "Usage:\n  kamal-proxy [command]\n\nAvailable Commands:\n";
    for (const auto& [name, flags] : commands) {
        text += "  " + name + "\n";
        for (const auto& flag : flags) {
            text += "      --" + flag.name +
                    (flag.fallback.empty() ? "" : " (default " + flag.fallback + ")") + "\n";
        }
    }
    return text;
}

}  // namespace kamal_proxy
