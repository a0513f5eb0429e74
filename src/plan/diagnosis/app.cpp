#include <fmt/format.h>

#include <algorithm>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/paths.hpp"
#include "commands/proxy.hpp"
#include "plan/diagnosis/diagnosis.hpp"
#include "plan/diagnosis/words.hpp"

namespace wheels::plan {
namespace {

// No deploy takes that long; whoever took the lock is gone.
constexpr std::int64_t longest_deploy = 3600;
constexpr std::size_t named = 3;

bool is_replaced(const std::string& name) {
    return name.find("_replaced_") != std::string::npos;
}

std::string age_of(const HostExam& exam) {
    const auto& machine = *exam.machine;
    if (!machine.time || !machine.lock->since) return {};
    return " for " + time_span(std::max<std::int64_t>(*machine.time - *machine.lock->since, 0));
}

bool is_fresh(const HostExam& exam) {
    const auto& machine = *exam.machine;
    return machine.time && machine.lock->since && *machine.time - *machine.lock->since < longest_deploy;
}

// "Locked by: Jo at …, Version: v2, Message: …"
std::string holder(const replies::FoundLock& lock) {
    const auto lines = text::lines(text::trim(lock.details));
    return lines.empty() ? "nobody wrote by whom" : text::join(lines, ", ");
}

/// `web-v1` of `assets/volumes/web-v1`
std::string last_part(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

bool is_env_of_nobody(const std::string& path, const Config& config) {
    if (!path.starts_with("env/roles/")) return false;
    const auto file = last_part(path);
    return std::none_of(config.roles.begin(), config.roles.end(),
                        [&](const Role& role) { return file == role.name + ".env"; });
}

// A folder is named as the container is that has it, but for the service.
bool is_asset_of_nobody(const std::string& path, const HostExam& exam, const Config& config) {
    if (!path.starts_with("assets/") || !exam.containers) return false;
    const auto name = config.service + "-" + last_part(path);
    for (const auto& role : config.roles) {
        const auto prefix = config.service + "-" + role.name + "-";
        if (!name.starts_with(prefix)) continue;
        const auto container = config.container_name(role, name.substr(prefix.size()));
        for (const auto& each : *exam.containers) {
            if (each.name == container || each.name.starts_with(container + "_replaced_")) return false;
        }
    }
    return true;
}

std::vector<std::string> dangling(const HostExam& exam, const Config& config) {
    std::vector<std::string> paths;
    for (const auto& path : exam.machine->folders) {
        if (is_env_of_nobody(path, config) || is_asset_of_nobody(path, exam, config))
            paths.push_back(commands::app_directory(config) + "/" + path);
    }
    return paths;
}

/// Whether somebody may still wait for what it does.
bool is_young(const replies::ListedContainer& container) {
    return container.status.starts_with("Up ") && (container.status.find("second") != std::string::npos ||
                                                   container.status.find("minute") != std::string::npos);
}

}  // namespace

Findings judge_architecture(const replies::Docker& docker, const Config& config) {
    const auto& built = config.builder.arches;
    if (built.empty() || docker.architecture.empty() || text::contains(built, docker.architecture)) return {};
    return {an_error("architecture",
                     fmt::format("it runs {}, and the image is built for {}", docker.architecture,
                                 text::join(built, ", ")),
                     fmt::format("Add {} to `builder/arch` of deploy.yml.", docker.architecture))};
}

Findings judge_proxy(const HostExam& exam,
                     const Config& config,
                     const Scope& scope,
                     const std::string& host) {
    if (!exam.facts.known) return {};
    if (!exam.facts.proxy_running) {
        for (const auto* role : scope.roles_on(host)) {
            const auto* serving = replies::serving_container(exam.facts, config, *role);
            if (!role->proxy || serving == nullptr) continue;
            return {an_error("proxy",
                             fmt::format("kamal-proxy does not run, so nothing leads to {}", serving->name),
                             "Start it: " + typed(config, "proxy boot" + on(host)) + ".")};
        }
        return {};
    }
    const auto& image = *exam.facts.proxy_image;
    if (!commands::proxy_version_too_old(image)) return {};
    return {an_error("proxy",
                     fmt::format("kamal-proxy {} is too old, and a deploy needs {}",
                                 commands::proxy_tag(image), commands::proxy_minimum_version),
                     "Replace it: " + typed(config, "proxy reboot" + on(host)) + ".")};
}

Findings judge_lock(const HostExam& exam, const Config& config, const std::string& host) {
    if (!exam.machine || !exam.machine->lock) return {};
    const auto& lock = *exam.machine->lock;
    const auto text = fmt::format("the deploy lock is held{}: {}", age_of(exam), holder(lock));
    if (host != config.primary_host()) {
        return {a_warning("lock",
                          text + fmt::format("; nobody looks at it here, but on {}", config.primary_host()),
                          fmt::format("Unless a Kamal with --hosts is at work, remove it: `rm -r {}` there.",
                                      commands::lock_directory(config)))};
    }
    const auto release = typed(config, "lock release");
    const bool by_hand = !lock.details.empty() && !replies::is_automatic_lock(lock.details);
    if (by_hand) return {a_warning("lock", text, "When its reason is gone: " + release + ".")};
    if (is_fresh(exam))
        return {a_warning("lock", text, "A deploy may be at work; when there is none: " + release + ".")};
    return {an_error("lock", text, "Its deploy has ended without releasing it: " + release + ".")};
}

Findings judge_containers(const HostExam& exam,
                          const Config& config,
                          const Scope& scope,
                          const std::string& host) {
    Findings findings;
    for (const auto* role : scope.roles_on(host)) {
        for (const auto* stale : replies::stale_containers(exam.facts, config, *role)) {
            findings.push_back(
                a_warning("containers", fmt::format("{} runs beside the container that serves", stale->name),
                          "Stop it: " + typed(config, "app stale_containers --stop" + on(host)) + "."));
        }
        const auto* serving = replies::serving_container(exam.facts, config, *role);
        if (serving == nullptr) continue;
        if (serving->state == "restarting") {
            findings.push_back(an_error("containers", serving->name + " is started again and again",
                                        "Its log says why: " + typed(config, "app logs" + on(host)) + "."));
        }
        if (is_replaced(serving->name)) {
            findings.push_back(a_warning("containers",
                                         serving->name + " serves, which a deploy was about to replace",
                                         "Deploy again."));
        }
    }
    for (const auto& container : exam.facts.containers) {
        if (container.state != "created" && container.state != "dead") continue;
        findings.push_back(a_warning("leftovers", fmt::format("{} was never started", container.name),
                                     fmt::format("Remove it: `docker rm {}` there.", container.name)));
    }
    return findings;
}

Findings judge_leftovers(const HostExam& exam, const Config& config) {
    Findings findings;
    if (!exam.machine) return findings;
    for (const auto& container : exam.containers.value_or(std::vector<replies::ListedContainer>())) {
        for (const auto& role : config.roles) {
            const auto prefix = config.container_prefix(role);
            const bool of_exec = container.name.starts_with(prefix + "-exec-") && !is_young(container);
            if (!of_exec && container.name != prefix + "-assets") continue;
            findings.push_back(a_warning(
                "leftovers",
                fmt::format("{} was left behind ({})", container.name, text::lower(container.status)),
                fmt::format("Remove it: `docker rm -f {}` there.", container.name)));
            break;
        }
    }
    auto paths = dangling(exam, config);
    if (paths.empty()) return findings;
    const auto count = paths.size();
    if (count > named) paths.resize(named);
    findings.push_back(
        a_warning("leftovers",
                  fmt::format("nothing needs {}{} any more", text::join(paths, ", "),
                              count > named ? fmt::format(" and {} more", count - named) : std::string()),
                  count > named ? fmt::format("Look through {} there.", commands::app_directory(config))
                                : fmt::format("Remove it: `rm -r {}` there.", shell::join(paths))));
    return findings;
}

bool is_deploying(const Examination& examination, const Config& config) {
    const auto found = examination.hosts.find(config.primary_host());
    if (found == examination.hosts.end() || !found->second.machine || !found->second.machine->lock)
        return false;
    const auto& details = found->second.machine->lock->details;
    return (details.empty() || replies::is_automatic_lock(details)) && is_fresh(found->second);
}

}  // namespace wheels::plan
