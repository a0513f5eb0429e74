#include "c_api/requests.hpp"

#include <algorithm>
#include <utility>

#include "base/environment.hpp"
#include "c_api/json_input.hpp"
#include "c_api/verbs.hpp"

namespace wheels::c_api {
namespace {

Filter filter_of(JsonInput& input) {
    Filter filter;
    // A list that is there and empty, or null, must not mean "everywhere".
    for (auto [key, list] : {std::pair{"hosts", &filter.hosts}, std::pair{"roles", &filter.roles}}) {
        *list = input.list(key);
        if (input.has(key) && list->empty()) input.refuse(key, "left out for all of them");
    }
    filter.primary = input.on("primary");
    if (filter.primary && !filter.hosts.empty())
        input.refuse("primary", "given without hosts: it is one of them");
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
    if (const auto interval = input.number("lock_wait_interval", 1))
        wait.interval = std::chrono::seconds(std::min(*interval, longest_wait));
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
        request.version = version_of(input);
        request.json = input.on("json");
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
        around.environment = {environment->begin(), environment->end()};
        around.home = variable(around.environment, "HOME");
        around.user.clear();
    }
    if (const auto home = input.text("home")) around.home = *home;
    if (const auto user = input.text("user")) around.user = *user;
    auto& project = options.project;
    if (const auto file = input.text("config_file")) {
        if (file->empty()) input.refuse("config_file", "a path, or left out for config/deploy.yml");
        project.config_file = *file;
    }
    project.settings = input.settings("settings");
    if (const auto secrets = input.texts("secrets")) {
        project.secrets.emplace();
        for (const auto& [name, value] : *secrets) project.secrets->insert_or_assign(name, Secret(value));
    }
    project.destination = input.text("destination");
    project.version = version_of(input);
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
