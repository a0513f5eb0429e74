// What each phase of a Deployment does on the hosts; the supervising is in deployment.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "async/with_deadline.hpp"
#include "base/text.hpp"
#include "commands/image.hpp"
#include "commands/lock.hpp"
#include "commands/probe.hpp"
#include "commands/proxy.hpp"
#include "config/ssh_url.hpp"
#include "engine/deployment.hpp"
#include "engine/port_forwarding.hpp"

namespace wheels::engine {
namespace {

using std::chrono::seconds;

bool contains(const std::vector<std::string>& hosts, const std::string& host) {
    return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

std::vector<std::string> without(const std::vector<std::string>& hosts,
                                 const std::vector<std::string>& others) {
    auto rest = hosts;
    std::erase_if(rest, [&](const std::string& host) { return contains(others, host); });
    return rest;
}

}  // namespace

awaitable<void> Deployment::here(Command command) {
    const LocalCommand local(std::move(command));
    const auto answer = co_await local_.run(local);
    if (answer.status == 0) co_return;
    // One that may fail, because there was nothing to do; for any other reason it was not done.
    const auto why = LocalWork::failed(local.command, answer);
    if ((answer.out + answer.err).find("No such container") == std::string::npos) throw why;
    sink_.on_event(event::Notice{event::Notice::Level::warning, {}, why.message()});
}

awaitable<void> Deployment::build() {
    commands::BuildOptions options;
    options.output = request_.build_output;
    options.no_cache = request_.no_cache;
    const auto port = config_.registry.local_port();
    const auto builder = config::parse_ssh_url(config_.builder.remote.value_or(""));
    bool forwards = port && builder && with_.builder_connector != nullptr;
    if (forwards) forwards = co_await build_.builds_remotely();
    auto building = build_.build(std::move(options));
    if (forwards) {
        // The other machine pushes what it builds to the registry of this one.
        const PortForwarding forwarding(*with_.builder_connector, *port, sink_, request_.dry_run);
        co_await forwarding.during(builder->host, std::move(building));
    } else {
        co_await std::move(building);
    }
}

awaitable<void> Deployment::connect() {
    auto hosts = scope_.hosts;
    const auto& lock_host = config_.primary_host();
    if (has(plan::Phase::lock) && !contains(hosts, lock_host)) hosts.push_back(lock_host);
    std::vector<Task> tasks;
    for (const auto& host : hosts) tasks.emplace_back(host, told(host, work_.connect(host)));
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::take_lock() {
    if (lock_inherited_) co_return;
    co_await lock_.acquire(author_, DeployLock::automatic_message, request_.lock_wait);
    // Others get their run directory from the first line of their audit log, but not where Docker is missing.
    Sequence make_run_directory{commands::ensure_run_directory()};
    auto hosts = has(plan::Phase::bootstrap) ? scope_.hosts : without(scope_.hosts, scope_.app_hosts);
    co_await everywhere(std::move(hosts), std::move(make_run_directory));
}

awaitable<void> Deployment::find_version() {
    co_await probe();
    if (request_.dry_run) co_return;
    std::vector<Failure> failures;
    for (const auto& host : scope_.app_hosts) {
        for (const auto* role : scope_.roles_on(host)) {
            const auto& facts = boot_.facts[host];
            if (replies::has_container(facts, config_, *role, config_.version)) continue;
            Failure failure;
            failure.kind = ErrorKind::command_failed;
            failure.host = host;
            failure.step = "roll back " + role->name;
            const auto there = text::join(replies::versions(facts, config_, *role), ", ");
            failure.message = fmt::format("there is no container of version {}; there are: {}",
                                          config_.version, there.empty() ? "none" : there);
            failures.push_back(std::move(failure));
        }
    }
    if (!failures.empty()) throw Error(std::move(failures));
}

// Where hosts share a registry mirror, one host per mirror pulls first and so fills it for the others.
awaitable<void> Deployment::pull() {
    std::map<std::string, std::string> mirrors;
    std::vector<Task> logins;
    for (const auto& host : scope_.app_hosts) logins.emplace_back(host, told(host, login_on(host, mirrors)));
    co_await join(std::move(logins));

    std::vector<std::string> first;
    for (const auto& host : scope_.app_hosts) {
        const bool seeds =
            std::any_of(mirrors.begin(), mirrors.end(), [&](const auto& m) { return m.second == host; });
        if (seeds) first.push_back(host);
    }
    if (!first.empty()) co_await pull_on(first);
    co_await pull_on(without(scope_.app_hosts, first));
}

awaitable<void> Deployment::login_on(std::string host, std::map<std::string, std::string>& mirrors) {
    const bool ask_mirror = scope_.app_hosts.size() > 1;
    auto sequence = plan::login(voice());
    if (ask_mirror) sequence.push_back(commands::first_mirror());
    auto results = co_await work_.run(host, std::move(sequence));
    if (!ask_mirror || results.back().status != 0) co_return;
    const auto mirror = std::string(text::trim(results.back().out));
    if (!mirror.empty()) mirrors.try_emplace(mirror, host);
}

awaitable<void> Deployment::pull_on(std::vector<std::string> hosts) {
    std::vector<Task> tasks;
    for (const auto& host : hosts) tasks.emplace_back(host, told(host, pull_on_one(host)));
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::pull_on_one(std::string host) {
    auto pulling = run_on(host, plan::pull(voice()));
    if (const auto port = config_.registry.local_port()) {
        const PortForwarding forwarding(with_.connector, *port, sink_, request_.dry_run);
        co_await forwarding.during(std::move(host), std::move(pulling));
    } else {
        co_await std::move(pulling);
    }
}

// The network is made on the way: where that fails, no host gets as far as its proxy.
awaitable<void> Deployment::probe() {
    auto probed = scope_.app_hosts;
    for (auto& host : without(scope_.proxy_hosts, scope_.app_hosts)) probed.push_back(std::move(host));
    std::vector<Task> tasks;
    for (const auto& host : probed) tasks.emplace_back(host, told(host, probe_on(host)));
    const Sequence network{commands::create_network()};
    if (has(plan::Phase::proxy)) {
        for (const auto& host : without(scope_.hosts, probed))
            tasks.emplace_back(host, told(host, run_on(host, network)));
    }
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::probe_on(std::string host) {
    Sequence sequence;
    if (has(plan::Phase::proxy)) sequence.push_back(commands::create_network());
    sequence.push_back(commands::probe_host(config_));
    auto results = co_await work_.run(host, std::move(sequence));
    boot_.facts[host] =
        request_.dry_run ? plan::unknown_facts() : replies::parse_probe(results.back().out, config_);
}

awaitable<void> Deployment::proxy() {
    std::vector<Task> tasks;
    for (const auto& host : scope_.proxy_hosts) tasks.emplace_back(host, told(host, proxy_on(host)));
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::proxy_on(std::string host) {
    const auto& image = boot_.facts[host].proxy_image;
    const auto tag = image ? image->substr(image->rfind(':') + 1) : std::string();
    if (image && commands::proxy_version_too_old(tag)) {
        Failure failure;
        failure.kind = ErrorKind::command_failed;
        failure.host = host;
        failure.step = "check kamal-proxy";
        failure.message = fmt::format(
            "kamal-proxy {} is too old, at least v0.9.2 is needed: reboot it with `kamal proxy reboot`", tag);
        throw Error(std::vector<Failure>{failure});
    }
    Sequence sequence;
    // The others are logged in since the pull.
    if (!contains(scope_.app_hosts, host)) sequence = plan::login(voice());
    for (auto& command : plan::proxy(voice(), host)) sequence.push_back(std::move(command));
    co_await work_.run(host, std::move(sequence));
}

awaitable<void> Deployment::stop_stale() {
    std::vector<Task> tasks;
    for (const auto& host : scope_.app_hosts) tasks.emplace_back(host, told(host, stop_stale_on(host)));
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::stop_stale_on(std::string host) {
    for (const auto* role : scope_.roles_on(host)) {
        auto sequence = plan::stop_stale(voice(), *role, boot_.facts[host]);
        co_await work_.run(host, std::move(sequence));
    }
}

awaitable<void> Deployment::prepare() {
    std::vector<Task> tasks;
    for (const auto& host : scope_.app_hosts) tasks.emplace_back(host, told(host, prepare_on(host)));
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::prepare_on(std::string host) {
    auto sequence = plan::prepare(voice(), scope_.roles_on(host), boot_.facts[host], error_pages_);
    co_await work_.run(host, std::move(sequence));
}

awaitable<void> Deployment::boot() {
    for (const auto& group : plan::boot_groups(config_, scope_)) {
        co_await hook("pre-app-boot", group);
        std::vector<Task> tasks;
        for (const auto& host : group) tasks.emplace_back(host, told(host, boot_.host(host)));
        co_await join(std::move(tasks));
        co_await hook("post-app-boot", group);
        if (config_.boot.wait && !request_.dry_run) co_await sleep_for(seconds(*config_.boot.wait));
    }
}

awaitable<void> Deployment::bootstrap() {
    std::vector<Task> tasks;
    for (const auto& host : scope_.hosts) tasks.emplace_back(host, told(host, bootstrap_.host(host)));
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::prune() {
    auto sequence = plan::prune_containers(voice(), retained());
    for (auto& command : plan::prune_images(voice())) sequence.push_back(std::move(command));
    co_await everywhere(scope_.hosts, std::move(sequence));
}

awaitable<void> Deployment::everywhere(std::vector<std::string> hosts, Sequence sequence) {
    std::vector<Task> tasks;
    for (const auto& host : hosts) tasks.emplace_back(host, told(host, run_on(host, sequence)));
    co_await join(std::move(tasks));
}

awaitable<void> Deployment::run_on(std::string host, Sequence sequence) {
    co_await work_.run(host, std::move(sequence));
}

}  // namespace wheels::engine
