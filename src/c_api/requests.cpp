#include "c_api/requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "c_api/json_input.hpp"

namespace wheels::c_api {
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

CanaryShare share_of(JsonInput& input, const char* key) {
    const auto percent = input.number(key).value_or(0);
    if (percent > 100) input.refuse(key, "a percentage");
    return CanaryShare(static_cast<int>(percent), input.list("canary_list"));
}

Verb deploy(JsonInput& input) {
    auto verb = std::get<verb::Deploy>(shipping<verb::Deploy>(input));
    const bool is_canary = input.any("canary") != nullptr || input.any("canary_list") != nullptr;
    if (is_canary) verb.canary = share_of(input, "canary");
    return verb;
}

Verb canary_set(JsonInput& input) {
    verb::CanarySet verb;
    verb.share = share_of(input, "canary");
    return verb;
}

template <typename T>
Verb named(JsonInput& input) {
    T verb;
    verb.names = input.list("names");
    return verb;
}

template <verb::AccessoryStep::What what>
Verb accessory_step(JsonInput& input) {
    verb::AccessoryStep verb;
    verb.what = what;
    verb.names = input.list("names");
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
    if constexpr (requires { verb.names; }) verb.names = input.list("names");
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
    verb.version = input.text("version");
    return verb;
}

/// Whose version is part of what they do.
template <typename T>
Verb versioned(JsonInput& input) {
    T verb;
    verb.version = input.text("version").value_or("");
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

Verb lock_acquire(JsonInput& input) {
    verb::LockAcquire verb;
    verb.message = input.text("message").value_or("");
    if (text::trim(verb.message).empty())
        input.refuse("message", "given: everybody who meets the lock sees it");
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
    Named{"app boot", app_boot},
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
    Named{"remove", plain<verb::Remove>},
    Named{"upgrade", rolling<verb::Upgrade>},
    Named{"details", plain<verb::Details>},
    Named{"status", plain<verb::Status>},
    Named{"audit", audit},
    Named{"lock status", plain<verb::LockStatus>},
    Named{"lock acquire", lock_acquire},
    Named{"lock release", plain<verb::LockRelease>},
};

Verb verb_of(JsonInput& input, const std::string& name) {
    const auto found =
        std::find_if(verbs.begin(), verbs.end(), [&](const Named& each) { return each.name == name; });
    if (found != verbs.end()) return found->read(input);
    std::vector<std::string_view> names;
    for (const auto& each : verbs) names.push_back(each.name);
    const auto meant = text::closest(name, names);
    throw Error(ErrorKind::usage, fmt::format("request: there is no verb `{}`", text::neutralise(name)),
                meant.empty() ? "wheels_exec() runs commands; docs/command-line.md has the other verbs."
                              : fmt::format("Is `{}` meant?", meant));
}

Filter filter_of(JsonInput& input) {
    Filter filter;
    filter.hosts = input.list("hosts");
    filter.roles = input.list("roles");
    // A list that is there and empty must not mean "everywhere".
    if (input.any("hosts") != nullptr && filter.hosts.empty())
        input.refuse("hosts", "left out for all of them");
    if (input.any("roles") != nullptr && filter.roles.empty())
        input.refuse("roles", "left out for all of them");
    filter.primary = input.on("primary");
    return filter;
}

std::optional<std::chrono::milliseconds> deadline_of(JsonInput& input) {
    const auto limit = input.number("deadline_ms", 1);
    if (!limit) return std::nullopt;
    return std::chrono::milliseconds(*limit);
}

constexpr std::int64_t longest_wait = 1'000'000'000;  // seconds: for ever

LockWait lock_wait_of(JsonInput& input) {
    LockWait wait;
    const auto* value = input.any("lock_wait");
    if (value == nullptr) return wait;
    if (value->is_boolean()) {
        wait.wait = value->get<bool>();
    } else {
        wait.timeout = std::chrono::seconds(std::min(*input.number("lock_wait"), longest_wait));
        wait.wait = true;
    }
    return wait;
}

}  // namespace

Request request_of(const char* json, bool needs_verb) {
    JsonInput input(needs_verb ? "request" : "filter", json);
    Request request;
    if (needs_verb) {
        const auto name = input.text("verb");
        if (!name) input.refuse("verb", "given, as in {\"verb\": \"deploy\"}");
        request.verb = verb_of(input, *name);
        request.version = input.text("version");
        request.skip_hooks = input.on("skip_hooks");
        request.dry_run = input.on("dry_run");
        request.lock_wait = lock_wait_of(input);
    }
    request.deadline = deadline_of(input);
    request.filter = filter_of(input);
    input.finish();
    return request;
}

namespace {

std::string directory_of(JsonInput& input) {
    const auto directory = input.text("directory").value_or(".");
    if (directory.empty()) input.refuse("directory", "a path, or left out for the working directory");
    return directory;
}

}  // namespace

LoadOptions load_options_of(const char* json) {
    JsonInput input("options", json);
    LoadOptions options;
    options.surroundings = surroundings_of_this_process(directory_of(input));
    auto& around = options.surroundings;
    if (const auto environment = input.texts("environment")) {
        around.environment.clear();
        around.home.clear();
        around.user.clear();
        for (const auto& [name, value] : *environment) around.environment[name] = value;
    }
    if (const auto home = input.text("home")) around.home = *home;
    if (const auto user = input.text("user")) around.user = *user;
    auto& project = options.project;
    if (const auto file = input.text("config_file")) project.config_file = *file;
    project.settings = input.settings("settings");
    if (const auto secrets = input.texts("secrets")) {
        project.secrets.emplace();
        for (const auto& [name, value] : *secrets) project.secrets->insert_or_assign(name, Secret(value));
    }
    project.destination = input.text("destination");
    project.version = input.text("version");
    project.builds = input.on("builds");
    project.skip_hooks = input.on("skip_hooks");
    options.deadline = deadline_of(input);
    if (input.on("to_connect")) {
        project.to_connect = true;
        project.needs_secrets = false;
    }
    input.finish();
    return options;
}

}  // namespace wheels::c_api
