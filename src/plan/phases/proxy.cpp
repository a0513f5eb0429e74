#include "plan/phases/proxy.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/folders.hpp"
#include "commands/proxy.hpp"
#include "commands/proxy_boot_config.hpp"
#include "plan/phases/app_removal.hpp"
#include "plan/phases/registry.hpp"

namespace wheels::plan {
namespace {

void check_version(const replies::HostFacts& facts, const std::string& host) {
    if (!facts.proxy_image || !commands::proxy_version_too_old(*facts.proxy_image)) return;
    throw failed(failure(ErrorKind::command_failed, host, "check kamal-proxy",
                         fmt::format("{} is too old, at least {} is needed: reboot it with "
                                     "`wheels deploy proxy reboot`",
                                     *facts.proxy_image, commands::proxy_minimum_version)));
}

Dialogue<> ensure_proxy_on(RunState& run, std::string host, bool pulled) {
    check_version(run.facts[host], host);
    Sequence sequence;
    // Hosts of the app are logged in since the pull.
    if (!pulled || !text::contains(run.scope.app_hosts, host)) sequence = login_commands(run.config.registry);
    sequence.push_back(commands::ensure_proxy_directory());
    sequence.push_back(commands::start_or_run_proxy(run.config, host));
    co_await tell(std::move(sequence));
}

using Make = std::function<Dialogue<>(RunState& run, const std::string& host)>;

Phase at_every_proxy(std::string title, Make make) {
    Phase phase;
    phase.title = std::move(title);
    phase.steps = [make = std::move(make)](RunState& run) {
        return on_each(run.scope.proxy_hosts, [&](const std::string& host) { return make(run, host); });
    };
    return phase;
}

Sequence beginning_of_reboot(const RunState& run) {
    Sequence sequence{run.audit("Rebooted proxy")};
    append(sequence, login_commands(run.config.registry));
    return sequence;
}

Sequence stop_and_remove() {
    return {commands::stop_proxy(), commands::remove_proxy_container()};
}

/// The apps on the host, ours among them.
Dialogue<std::vector<std::string>> apps_on_host() {
    const auto answer = co_await tell(commands::list_apps());
    std::vector<std::string> apps;
    if (answer.answered) apps = text::lines(text::trim(answer.out));
    std::erase(apps, std::string());
    co_return apps;
}

Dialogue<> look_for_apps(RunState&, std::string host) {
    const auto apps = co_await apps_on_host();
    if (apps.empty()) co_return;
    throw failed(
        failure(ErrorKind::command_failed, host, "look for apps that use the proxy",
                "there are apps: " + text::join(apps, ", "),
                "Remove them first (`wheels deploy app remove` in their projects), or remove the proxy all "
                "the same with --force: they cannot be reached then."));
}

Dialogue<> note_apps(RunState& run, std::string host) {
    const auto apps = co_await apps_on_host();
    if (apps.empty()) co_return;
    run.proxy_is_used = true;
    run.note(host, "the proxy stays on all hosts, since other apps use it: " + text::join(apps, ", "));
}

}  // namespace

std::vector<std::vector<std::string>> groups_of(const std::vector<std::string>& hosts, bool rolling) {
    if (hosts.empty()) return {};
    if (!rolling) return {hosts};
    std::vector<std::vector<std::string>> groups;
    for (const auto& host : hosts) groups.push_back({host});
    return groups;
}

Phase ensure_proxy(bool pulled) {
    Phase phase;
    phase.title = "Ensure kamal-proxy is running";
    phase.steps = [pulled](RunState& run) {
        return on_each(run.scope.proxy_hosts,
                       [&](const std::string& host) { return ensure_proxy_on(run, host, pulled); });
    };
    return phase;
}

Phases reboot_proxy(const RunState& run, bool rolling) {
    Phases phases;
    for (const auto& group : groups_of(run.scope.proxy_hosts, rolling)) {
        auto phase = at_every_proxy("Reboot the proxy", [](RunState& of, const std::string& host) {
            auto sequence = beginning_of_reboot(of);
            append(sequence, stop_and_remove());
            sequence.push_back(commands::ensure_proxy_directory());
            sequence.push_back(commands::run_proxy(of.config, host));
            return say(std::move(sequence));
        });
        if (rolling) phase.title += " of " + group.front();
        phase.hook_before = "pre-proxy-reboot";
        phase.hook_after = "post-proxy-reboot";
        phases.push_back(only_on(group, std::move(phase)));
    }
    return phases;
}

Phase replace_traefik() {
    Phase phase;
    phase.title = "Replace Traefik with kamal-proxy";
    phase.steps = [](RunState& run) {
        auto sequence = beginning_of_reboot(run);
        append(sequence, commands::clean_up_traefik());
        append(sequence, stop_and_remove());
        sequence.push_back(commands::remove_proxy_image());
        return on_each(run.scope.hosts, sequence);
    };
    return phase;
}

Phase start_proxy() {
    return at_every_proxy("Start the proxy", [](RunState& run, const std::string&) {
        return say({run.audit("Started proxy"), commands::start_proxy()});
    });
}

Phase stop_proxy() {
    return at_every_proxy("Stop the proxy", [](RunState& run, const std::string&) {
        return say({run.audit("Stopped proxy"), commands::stop_proxy()});
    });
}

Phase remove_proxy_container() {
    return at_every_proxy("Remove the container of the proxy", [](RunState& run, const std::string&) {
        return say({run.audit("Removed proxy container"), commands::remove_proxy_container()});
    });
}

Phase remove_proxy_image() {
    return at_every_proxy("Remove the image of the proxy", [](RunState& run, const std::string&) {
        return say({run.audit("Removed proxy image"), commands::remove_proxy_image()});
    });
}

Phase remove_proxy_directory() {
    return at_every_proxy("Remove the folder of the proxy", [](RunState& run, const std::string& host) {
        return remove_folder(run, host, commands::remove_proxy_directory());
    });
}

Phases remove_proxy() {
    return {stop_proxy(), remove_proxy_container(), remove_proxy_image(), remove_proxy_directory()};
}

Phases refuse_while_apps_use_it() {
    Phase look = at_every_proxy("Look for apps that use the proxy", look_for_apps);
    return {std::move(look)};
}

Phases remove_unused_proxy() {
    Phase phase = at_every_proxy("Look for other apps that use the proxy", note_apps);
    Phases phases{std::move(phase)};
    for (auto& removal : remove_proxy()) {
        removal.steps = [steps = std::move(removal.steps)](RunState& run) {
            return run.proxy_is_used ? Steps() : steps(run);
        };
        phases.push_back(std::move(removal));
    }
    return phases;
}

Phase set_boot_config(const verb::ProxyBootConfigSet& settings) {
    auto sequence = commands::set_boot_config(settings);
    return at_every_proxy("Write the boot config of the proxy",
                          [sequence](RunState&, const std::string&) { return say(sequence); });
}

Phase reset_boot_config() {
    return at_every_proxy("Remove the boot config of the proxy",
                          [](RunState&, const std::string&) { return say(commands::reset_boot_config()); });
}

}  // namespace wheels::plan
