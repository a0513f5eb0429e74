#include "plan/phases/app_removal.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "commands/app.hpp"
#include "commands/folders.hpp"
#include "commands/image.hpp"
#include "commands/paths.hpp"
#include "plan/phases/app.hpp"

namespace wheels::plan {
namespace {

std::vector<std::string> hosts_that_lose_all_roles(const RunState& run) {
    auto hosts = run.scope.app_hosts;
    std::erase_if(hosts, [&](const std::string& host) {
        return run.scope.roles_on(host).size() != run.config.roles_on(host).size();
    });
    return hosts;
}

Dialogue<> remove_directories(RunState& run, std::string host) {
    co_await remove_folder(run, host, commands::remove_app_directory(run.config));
    auto audit = run.audit("Removed " + commands::app_directory(run.config));
    co_await tell(std::move(audit));
    co_await remove_folder(run, host, commands::remove_app_directory_of_proxy(run.config));
}

}  // namespace

Phase remove_app_container(std::string version) {
    Phase phase;
    phase.title = "Remove the container of version " + version;
    phase.steps = [version = std::move(version)](RunState& run) {
        return on_each_role(run, run.scope.app_hosts, [&](const std::string&, const Role& role) {
            return say({run.audit("Removed app container with version " + version, &role),
                        commands::remove_container(run.config, role, version)});
        });
    };
    return phase;
}

Phase remove_app_containers() {
    Phase phase;
    phase.title = "Remove the app's containers";
    phase.steps = [](RunState& run) {
        return on_each_role(run, run.scope.app_hosts, [&](const std::string&, const Role& role) {
            return say({run.audit("Removed all app containers", &role),
                        commands::remove_containers(run.config, role)});
        });
    };
    return phase;
}

Phase remove_app_images() {
    Phase phase;
    phase.title = "Remove the app's images";
    phase.steps = [](RunState& run) {
        return on_each(hosts_that_lose_all_roles(run),
                       {run.audit("Removed all app images"), commands::remove_images(run.config)});
    };
    return phase;
}

Phase remove_app_directories() {
    Phase phase;
    phase.title = "Remove the app's folders";
    phase.steps = [](RunState& run) {
        return on_each(hosts_that_lose_all_roles(run),
                       [&](const std::string& host) { return remove_directories(run, host); });
    };
    return phase;
}

Phases remove_app() {
    return {stop_app(), remove_app_containers(), remove_app_images(), remove_app_directories()};
}

Dialogue<> remove_folder(RunState& run, std::string host, Command remove) {
    remove.checked = false;
    const auto name = remove.name;
    const auto removed = co_await tell(std::move(remove));
    if (removed.answered && !removed.succeeded())
        run.warn(host, fmt::format("{} failed: {}", name, text::one_line(removed.err)));
}

}  // namespace wheels::plan
