#include "c_api/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::c_api {

std::optional<std::string> version_of(JsonInput& input) {
    auto version = input.text("version");
    // What a script's empty variable becomes must not mean "any".
    if (version && text::trim(*version).empty()) input.refuse("version", "a version, or left out");
    return version;
}

namespace {

/// One verb: its name on the command line, and how it is read.
struct Named {
    std::string_view name;
    Verb (*read)(JsonInput&);
};

template <typename T>
Verb plain(JsonInput&) {
    return T{};
}

template <typename T>
Verb shipping(JsonInput& input) {
    T verb;
    verb.skip_push = input.on("skip_push");
    verb.no_cache = input.on("no_cache");
    return verb;
}

// Unset where neither is given.
std::optional<CanaryShare> share_of(JsonInput& input) {
    const auto percent = input.number("canary");
    auto list = input.list("canary_list");
    if (!percent && list.empty()) return std::nullopt;
    if (percent.value_or(0) > 100) input.refuse("canary", "a percentage");
    return CanaryShare(static_cast<int>(percent.value_or(0)), std::move(list));
}

Verb deploy(JsonInput& input) {
    auto verb = std::get<verb::Deploy>(shipping<verb::Deploy>(input));
    verb.canary = share_of(input);
    const bool is_meant = input.has("canary") || input.has("canary_list");
    if (is_meant && !verb.canary) input.refuse("canary_list", "names, or left out");
    return verb;
}

Verb canary_set(JsonInput& input) {
    verb::CanarySet verb;
    const auto share = share_of(input);
    if (!share) input.refuse("canary", "given: a percentage of the requests");
    verb.share = *share;
    return verb;
}

// As on the command line: who means all of them has to say so.
std::vector<std::string> names_of(JsonInput& input) {
    auto names = input.list("names");
    if (names.empty()) input.refuse("names", "given: accessories, or [\"all\"]");
    if (!text::contains(names, "all")) return names;
    if (names.size() > 1) input.refuse("names", "[\"all\"] or accessories, not both");
    return {};
}

template <typename T>
Verb named(JsonInput& input) {
    T verb;
    verb.names = names_of(input);
    return verb;
}

template <verb::AccessoryStep::What what>
Verb accessory_step(JsonInput& input) {
    verb::AccessoryStep verb;
    verb.what = what;
    verb.names = names_of(input);
    return verb;
}

template <verb::ProxyStep::What what>
Verb proxy_step(JsonInput&) {
    verb::ProxyStep verb;
    verb.what = what;
    return verb;
}

template <typename T>
Verb rolling(JsonInput& input) {
    T verb;
    if constexpr (requires { verb.names; }) verb.names = names_of(input);
    verb.rolling = input.on("rolling");
    return verb;
}

template <verb::Prune::What what>
Verb prune(JsonInput& input) {
    verb::Prune verb;
    verb.what = what;
    verb.retain = input.number("retain", 1);
    return verb;
}

template <typename T>
Verb built(JsonInput& input) {
    T verb;
    verb.no_cache = input.on("no_cache");
    if (const auto output = input.text("output")) verb.output = *output;
    return verb;
}

template <typename T>
Verb registry(JsonInput& input) {
    T verb;
    verb.skip_local = input.on("skip_local");
    verb.skip_remote = input.on("skip_remote");
    return verb;
}

Verb app_boot(JsonInput& input) {
    verb::AppBoot verb;
    verb.version = version_of(input);
    return verb;
}

/// Whose version is part of what they do.
template <typename T>
Verb versioned(JsonInput& input) {
    T verb;
    verb.version = version_of(input).value_or("");
    return verb;
}

Verb remove_container(JsonInput& input) {
    auto verb = versioned<verb::AppRemoveContainer>(input);
    if (std::get<verb::AppRemoveContainer>(verb).version.empty()) input.refuse("version", "given");
    return verb;
}

Verb promote(JsonInput& input) {
    auto verb = versioned<verb::CanaryPromote>(input);
    if (std::get<verb::CanaryPromote>(verb).version.empty())
        input.refuse("version", "given: `status` tells it");
    return verb;
}

Verb maintenance(JsonInput& input) {
    verb::AppMaintenance verb;
    verb.drain_timeout = input.number("drain_timeout");
    verb.message = input.text("message");
    return verb;
}

Verb stale_containers(JsonInput& input) {
    verb::AppStaleContainers verb;
    verb.stop = input.on("stop");
    return verb;
}

Verb proxy_remove(JsonInput& input) {
    verb::ProxyRemove verb;
    verb.force = input.on("force");
    return verb;
}

Verb audit(JsonInput& input) {
    verb::Audit verb;
    const auto lines = input.number("lines", 1).value_or(verb.lines);
    verb.lines = static_cast<unsigned>(std::min<std::int64_t>(lines, std::numeric_limits<int>::max()));
    return verb;
}

/// What is there as a text, and not blank.
std::string given(JsonInput& input, const char* key, const std::string& what) {
    auto text = input.text(key).value_or("");
    if (text::trim(text).empty()) input.refuse(key, what);
    return text;
}

Verb lock_acquire(JsonInput& input) {
    verb::LockAcquire verb;
    verb.message = given(input, "message", "given: everybody who meets the lock sees it");
    return verb;
}

// Nobody sits at a terminal here, and there is no input.
verb::Execution execution_of(JsonInput& input) {
    verb::Execution execution;
    execution.command = given(input, "command", "given: what the shell of the host is to run");
    execution.raw = input.on("raw");
    return execution;
}

Verb app_exec(JsonInput& input) {
    verb::AppExec verb;
    verb.execution = execution_of(input);
    verb.environment = input.texts("env").value_or(decltype(verb.environment)());
    verb.reuse = input.on("reuse");
    verb.detach = input.on("detach");
    verb.version = version_of(input);
    return verb;
}

Verb accessory_exec(JsonInput& input) {
    verb::AccessoryExec verb;
    verb.accessory = given(input, "name", "given: an accessory");
    verb.execution = execution_of(input);
    verb.reuse = input.on("reuse");
    return verb;
}

Verb server_exec(JsonInput& input) {
    verb::ServerExec verb;
    verb.execution = execution_of(input);
    return verb;
}

verb::LogLines lines_of(JsonInput& input) {
    verb::LogLines lines;
    lines.since = input.text("since");
    if (const auto count = input.number("lines"))
        lines.lines = static_cast<unsigned>(std::min<std::int64_t>(*count, std::numeric_limits<int>::max()));
    lines.grep = input.text("grep");
    lines.grep_options = input.text("grep_options").value_or("");
    lines.timestamps = !input.on("skip_timestamps");
    lines.follow = input.on("follow");
    lines.raw = input.on("raw");
    return lines;
}

Verb app_logs(JsonInput& input) {
    verb::AppLogs verb;
    verb.lines = lines_of(input);
    verb.container = input.text("container_id");
    return verb;
}

Verb accessory_logs(JsonInput& input) {
    verb::AccessoryLogs verb;
    verb.accessory = given(input, "name", "given: an accessory");
    verb.lines = lines_of(input);
    return verb;
}

Verb proxy_logs(JsonInput& input) {
    verb::ProxyLogs verb;
    verb.lines = lines_of(input);
    return verb;
}

using Step = verb::AccessoryStep::What;
using Proxied = verb::ProxyStep::What;

constexpr std::array verbs{
    Named{"deploy", deploy},
    Named{"redeploy", shipping<verb::Redeploy>},
    Named{"setup", shipping<verb::Setup>},
    Named{"rollback", versioned<verb::Rollback>},
    Named{"canary set", canary_set},
    Named{"canary promote", promote},
    Named{"canary abort", plain<verb::CanaryAbort>},
    Named{"server bootstrap", plain<verb::Bootstrap>},
    Named{"server exec", server_exec},
    Named{"prune all", prune<verb::Prune::What::all>},
    Named{"prune containers", prune<verb::Prune::What::containers>},
    Named{"prune images", prune<verb::Prune::What::images>},
    Named{"build push", built<verb::BuildPush>},
    Named{"build pull", plain<verb::BuildPull>},
    Named{"build deliver", built<verb::BuildDeliver>},
    Named{"build dev", built<verb::BuildDev>},
    Named{"build create", plain<verb::BuildCreate>},
    Named{"build remove", plain<verb::BuildRemove>},
    Named{"build details", plain<verb::BuildDetails>},
    Named{"registry login", registry<verb::RegistryLogin>},
    Named{"registry logout", registry<verb::RegistryLogout>},
    Named{"registry setup", registry<verb::RegistryLogin>},
    Named{"registry remove", registry<verb::RegistryLogout>},
    Named{"app boot", app_boot},
    Named{"app exec", app_exec},
    Named{"app logs", app_logs},
    Named{"app start", plain<verb::AppStart>},
    Named{"app stop", plain<verb::AppStop>},
    Named{"app remove", plain<verb::AppRemove>},
    Named{"app remove_container", remove_container},
    Named{"app remove_containers", plain<verb::AppRemoveContainers>},
    Named{"app remove_images", plain<verb::AppRemoveImages>},
    Named{"app remove_app_directories", plain<verb::AppRemoveDirectories>},
    Named{"app maintenance", maintenance},
    Named{"app live", plain<verb::AppLive>},
    Named{"app details", plain<verb::AppDetails>},
    Named{"app containers", plain<verb::AppContainers>},
    Named{"app images", plain<verb::AppImages>},
    Named{"app version", plain<verb::AppVersion>},
    Named{"app stale_containers", stale_containers},
    Named{"accessory boot", named<verb::AccessoryBoot>},
    Named{"accessory reboot", named<verb::AccessoryReboot>},
    Named{"accessory start", named<verb::AccessoryStart>},
    Named{"accessory stop", named<verb::AccessoryStop>},
    Named{"accessory restart", named<verb::AccessoryRestart>},
    Named{"accessory remove", named<verb::AccessoryRemove>},
    Named{"accessory upgrade", rolling<verb::AccessoryUpgrade>},
    Named{"accessory upload", accessory_step<Step::upload>},
    Named{"accessory directories", accessory_step<Step::directories>},
    Named{"accessory pull_image", accessory_step<Step::pull_image>},
    Named{"accessory remove_container", accessory_step<Step::remove_container>},
    Named{"accessory remove_image", accessory_step<Step::remove_image>},
    Named{"accessory remove_service_directory", accessory_step<Step::remove_directory>},
    Named{"accessory details", named<verb::AccessoryDetails>},
    Named{"accessory exec", accessory_exec},
    Named{"accessory logs", accessory_logs},
    Named{"proxy boot", plain<verb::ProxyBoot>},
    Named{"proxy reboot", rolling<verb::ProxyReboot>},
    Named{"proxy start", plain<verb::ProxyStart>},
    Named{"proxy stop", plain<verb::ProxyStop>},
    Named{"proxy restart", plain<verb::ProxyRestart>},
    Named{"proxy remove", proxy_remove},
    Named{"proxy remove_container", proxy_step<Proxied::remove_container>},
    Named{"proxy remove_image", proxy_step<Proxied::remove_image>},
    Named{"proxy remove_proxy_directory", proxy_step<Proxied::remove_directory>},
    Named{"proxy upgrade", rolling<verb::ProxyUpgrade>},
    Named{"proxy details", plain<verb::ProxyDetails>},
    Named{"proxy logs", proxy_logs},
    Named{"remove", plain<verb::Remove>},
    Named{"upgrade", rolling<verb::Upgrade>},
    Named{"details", plain<verb::Details>},
    Named{"status", plain<verb::Status>},
    Named{"doctor", plain<verb::Doctor>},
    Named{"audit", audit},
    Named{"lock status", plain<verb::LockStatus>},
    Named{"lock acquire", lock_acquire},
    Named{"lock release", plain<verb::LockRelease>},
};

}  // namespace

Verb verb_of(JsonInput& input, const std::string& name) {
    const auto found =
        std::find_if(verbs.begin(), verbs.end(), [&](const Named& each) { return each.name == name; });
    if (found != verbs.end()) return found->read(input);
    std::vector<std::string_view> names;
    for (const auto& each : verbs) names.push_back(each.name);
    const auto meant = text::closest(name, names);
    throw Error(ErrorKind::usage, fmt::format("request: there is no verb `{}`", text::neutralise(name)),
                meant.empty() ? "wheels.h lists them; docs/command-line.md says what they do."
                              : fmt::format("Is `{}` meant?", meant));
}

}  // namespace wheels::c_api
