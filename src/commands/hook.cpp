#include "commands/hook.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace wheels::commands {
namespace {

constexpr std::array<std::string_view, 3> page_hooks{"pre-deploy", "post-deploy", "post-deploy-failure"};

// Kamal 2.12 gives its secrets to these (cli/base.rb, cli/main.rb: `secrets: true`).
constexpr std::array<std::string_view, 3> hooks_with_secrets{"pre-connect", "pre-deploy", "post-deploy"};

// Never inherited: an outer deploy's values would be lies about this one.
constexpr std::array<std::string_view, 14> our_variables{
    "KAMAL_VERSION",     "KAMAL_HOSTS",      "KAMAL_PERFORMER",
    "KAMAL_DESTINATION", "KAMAL_RUNTIME",    "KAMAL_ERROR",
    "KAMAL_RECORDED_AT", "KAMAL_SERVICE",    "KAMAL_SERVICE_VERSION",
    "KAMAL_COMMAND",     "KAMAL_SUBCOMMAND", "KAMAL_ROLES",
    "KAMAL_ROLE",        "KAMAL_LOCK"};

template <typename List>
bool contains(const List& list, std::string_view item) {
    for (const auto& each : list) {
        if (each == item) return true;
    }
    return false;
}

// Hooks put it between double quotes into JSON, as the one in docs/hooks.md does: no character may end the
// string or begin an escape there.
std::string error_line(const std::string& error, const Redactor& redactor) {
    auto line = text::one_line(redactor.redact(error));
    std::replace(line.begin(), line.end(), '"', '\'');
    std::replace(line.begin(), line.end(), '\\', '/');
    return text::shorten(line, hook_error_limit);
}

void add_page_block(std::map<std::string, std::string>& block,
                    const HookContext& context,
                    const Redactor& redactor) {
    block["KAMAL_VERSION"] = context.version;
    block["KAMAL_HOSTS"] = text::join(context.hosts, ",");
    block["KAMAL_PERFORMER"] = context.performer;
    block["KAMAL_DESTINATION"] = context.destination;
    if (context.runtime && context.hook != "pre-deploy")
        block["KAMAL_RUNTIME"] = std::to_string(context.runtime->count());
    if (context.error && context.hook == "post-deploy-failure")
        block["KAMAL_ERROR"] = error_line(*context.error, redactor);
}

// Kamal 2.12: tags.rb and cli/base.rb, run_hook.
void add_kamal_block(std::map<std::string, std::string>& block, const HookContext& context) {
    block["KAMAL_RECORDED_AT"] = context.recorded_at;
    block["KAMAL_SERVICE"] = context.service;
    block["KAMAL_SERVICE_VERSION"] = service_version(context.service, context.version);
    block["KAMAL_COMMAND"] = context.command;
    if (context.subcommand) block["KAMAL_SUBCOMMAND"] = *context.subcommand;
    if (context.roles) block["KAMAL_ROLES"] = text::join(*context.roles, ",");
    block["KAMAL_LOCK"] = context.lock ? "true" : "false";
}

}  // namespace

std::optional<std::string> wrong_with_script(std::string_view beginning) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    const bool is_hidden = beginning.starts_with(byte_order_mark);
    if (is_hidden) beginning.remove_prefix(byte_order_mark.size());
    if (!beginning.starts_with("#!")) return std::nullopt;
    if (is_hidden) return "begins with a byte-order mark, which hides its #! line";
    const auto end = beginning.find('\n');
    const bool is_windows = end != std::string_view::npos && beginning[end - 1] == '\r';
    if (!is_windows) return std::nullopt;
    return "has Windows line ends, so there is no interpreter of the name in its #! line";
}

std::string service_version(const std::string& service, const std::string& version) {
    const bool whole = version.find('_') != std::string::npos;
    return service + "@" + (whole ? version : version.substr(0, 7));
}

std::map<std::string, std::string> hook_variables(const HookContext& context,
                                                  const Config& config,
                                                  const Redactor& redactor) {
    std::map<std::string, std::string> block;
    const bool on_page = contains(page_hooks, context.hook);
    const bool full = !on_page || config.hooks.full_kamal_env;
    if (full && contains(hooks_with_secrets, context.hook)) {
        for (const auto& [name, secret] : config.secrets) block[name] = secret.reveal();
    }
    add_page_block(block, context, redactor);
    if (full) add_kamal_block(block, context);
    return block;
}

std::map<std::string, std::string> hook_environment(const HookContext& context,
                                                    const std::map<std::string, std::string>& caller,
                                                    const Config& config,
                                                    const Redactor& redactor) {
    auto environment = caller;
    for (const auto name : our_variables) environment.erase(std::string(name));
    for (auto& [name, value] : hook_variables(context, config, redactor)) environment[name] = value;
    return environment;
}

}  // namespace wheels::commands
