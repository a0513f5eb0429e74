#include "router.hpp"

#include <algorithm>
#include <array>

#include "duration.hpp"
#include "log.hpp"
#include "state.hpp"

namespace kamal_proxy {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ",") + part;
    return text;
}

bool is_below(const std::string& path, const std::string& prefix) {
    return prefix == "/" || path == prefix || path.starts_with(prefix + "/");
}

void check_error_pages(const std::string& folder) {
    if (folder.empty()) return;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".html") return;
    }
    throw CommandError("unable to load error pages");
}

awaitable<void> require_health(std::shared_ptr<Pool> pool,
                               HealthCheck check,
                               std::chrono::milliseconds limit) {
    const bool healthy = co_await all_healthy(pool, std::move(check), limit);
    if (healthy) co_return;
    throw CommandError("target failed to become healthy within configured timeout (" +
                       format_duration(limit) + ")");
}

}  // namespace

Router::Match Router::match(const std::string& host, const std::string& path) const {
    const auto dot = host.find('.');
    const auto wildcard = dot == std::string::npos || dot == 0 ? host : "*" + host.substr(dot);
    for (const auto& wanted : {host, wildcard, std::string()}) {
        Match best{nullptr, ""};
        bool known = false;
        for (const auto& [name, service] : services_) {
            const auto& hosts = service->options.hosts;
            if (std::find(hosts.begin(), hosts.end(), wanted) == hosts.end()) continue;
            known = true;
            for (const auto& prefix : service->options.path_prefixes) {
                if (is_below(path, prefix) && prefix.size() >= best.prefix.size())
                    best = Match{service, prefix};
            }
        }
        if (known) return best;
    }
    return Match{nullptr, ""};
}

awaitable<std::string> Router::carry_out(Invocation invocation, std::vector<std::string> words) {
    const auto command = invocation.command;
    const auto& flags = invocation.flags;
    if (command == "list") co_return listing();
    if (command == "deploy") {
        co_await deploy(std::move(invocation), std::move(words));
        co_return std::string();
    }
    const auto service = find(invocation.service);
    if (command == "rollout deploy") {
        co_await deploy_rollout(std::move(invocation));
    } else if (command == "rollout set") {
        if (!service->rollout) throw CommandError("rollout target not set");
        service->split = Split{flags.integer("percent"), flags.list("list")};
    } else if (command == "rollout stop") {
        service->split.reset();
    } else if (command == "remove") {
        services_.erase(service->name);
    } else if (command == "resume") {
        service->gate->state = Gate::State::running;
    } else {
        const bool pauses = command == "pause";
        service->gate->message = pauses ? "" : flags.text("message");
        if (pauses) service->gate->max_pause = flags.milliseconds("max-pause");
        service->gate->state = pauses ? Gate::State::paused : Gate::State::stopped;
        save();
        co_await service->active->drain(flags.milliseconds("drain-timeout"));
    }
    save();
    log(command + " " + service->name);
    co_return std::string();
}

awaitable<void> Router::deploy(Invocation invocation, std::vector<std::string> words) {
    const auto& flags = invocation.flags;
    auto service = std::make_shared<Service>(invocation.service, std::move(words), flags);
    service->active = std::make_shared<Pool>(flags.list("target"), flags.list("read-target"));
    if (!flags.boolean("force")) {
        auto check = service->options.health_check;
        co_await require_health(service->active, std::move(check), flags.milliseconds("deploy-timeout"));
    }
    refuse_conflicts(*service);
    check_error_pages(service->options.error_pages);
    std::shared_ptr<Pool> replaced;
    if (const auto before = services_.find(service->name); before != services_.end()) {
        replaced = before->second->active;
        service->rollout = before->second->rollout;
        service->split = before->second->split;
        service->gate = before->second->gate;
    }
    services_[service->name] = service;
    save();
    log("deployed " + service->name + " to " + joined(flags.list("target")));
    if (replaced) co_await replaced->drain(flags.milliseconds("drain-timeout"));
}

awaitable<void> Router::deploy_rollout(Invocation invocation) {
    const auto& flags = invocation.flags;
    auto pool = std::make_shared<Pool>(flags.list("target"), flags.list("read-target"));
    auto check = find(invocation.service)->options.health_check;
    co_await require_health(pool, std::move(check), flags.milliseconds("deploy-timeout"));
    const auto replaced = std::exchange(find(invocation.service)->rollout, pool);
    if (replaced) co_await replaced->drain(flags.milliseconds("drain-timeout"));
}

void Router::refuse_conflicts(const Service& candidate) const {
    for (const auto& [name, other] : services_) {
        if (name == candidate.name) continue;
        for (const auto& host : candidate.options.hosts) {
            const auto& hosts = other->options.hosts;
            if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) continue;
            for (const auto& path : candidate.options.path_prefixes) {
                const auto& paths = other->options.path_prefixes;
                if (std::find(paths.begin(), paths.end(), path) == paths.end()) continue;
                throw CommandError("host settings conflict with another service");
            }
        }
    }
}

std::shared_ptr<Service> Router::find(const std::string& name) const {
    const auto found = services_.find(name);
    if (found == services_.end()) throw CommandError("service not found");
    return found->second;
}

std::string Router::listing() const {
    using Row = std::array<std::string, 6>;
    std::vector<Row> rows{Row{"Service", "Host", "Path", "Target", "State", "TLS"}};
    for (const auto& [name, service] : services_) {
        std::vector<std::string> targets;
        for (const auto& target : service->active->all()) targets.push_back(target->address());
        const auto hosts = joined(service->options.hosts);
        rows.push_back(Row{name, hosts.empty() ? "*" : hosts, joined(service->options.path_prefixes),
                           joined(targets), service->gate->state_name(),
                           service->options.tls ? "yes" : "no"});
    }
    Row::size_type widths[6] = {};
    for (const auto& row : rows) {
        for (std::size_t column = 0; column < 6; ++column) {
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    std::string text;
    for (std::size_t line = 0; line < rows.size(); ++line) {
        for (std::size_t column = 0; column < 6; ++column) {
            const auto& cell = rows[line][column];
            const std::string style = line == 0 ? "3;94" : column == 0 ? "1;34" : "";
            text +=
                "\033[" + style + "m" + cell + "\033[0m" + std::string(widths[column] - cell.size() + 2, ' ');
        }
        text += "\n";
    }
    return text;
}

void Router::save() const {
    save_state(state_file_, services_);
}

void Router::restore() {
    services_ = load_state(state_file_);
}

}  // namespace kamal_proxy
