#include "playground/members.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/base64.hpp"
#include "base/port.hpp"
#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::playground {
namespace {

constexpr std::array labels{"",           ".project",       ".service", ".host", ".ssh-port",
                            ".http-port", ".registry-port", ".base",    ".keys", ".made-for"};
constexpr const char* bring_it_up = "Bring it up: `wheels deploy playground up`, with the same -c and -d.";

// As docker calls it in `--platform`.
std::string architecture_here() {
    utsname machine{};
    if (::uname(&machine) != 0) return "amd64";
    const std::string name = machine.machine;
    if (name == "x86_64") return "amd64";
    return name == "aarch64" ? "arm64" : name;
}

void serve_below_localhost(std::optional<Proxy>& proxy) {
    if (!proxy) return;
    const auto names = proxy->hosts;
    for (const auto& name : names) proxy->hosts.push_back(name + ".localhost");
    proxy->ssl = false;
    proxy->certificate.reset();
    proxy->ssl_redirect.reset();
    if (proxy->run) proxy->run->bind_ips.clear();
}

/// On this machine, whatever builders and caches there are for the real thing.
void build_here(Builder& builder) {
    builder.remote.reset();
    builder.local = true;
    builder.cache.reset();
    if (!builder.arches.empty()) builder.arches = {architecture_here()};
    if (builder.driver.starts_with("cloud")) builder.driver = "docker-container";
}

/// With the key of the playground and nothing else, the user's agent least of all.
void log_in_with(const Keys& keys, SshSettings& ssh) {
    ssh.keys.clear();
    ssh.key_data = {Secret(base64::decode(keys.user_private).value_or(""))};
    ssh.keys_only = true;
    ssh.proxy.reset();
    ssh.proxy_command.reset();
    ssh.forward_agent = false;
}

PlaygroundAccess access_to(const std::vector<std::string>& hosts,
                           const std::vector<Member>& members,
                           const Keys& keys) {
    PlaygroundAccess access;
    access.host_key = keys.host_public;
    for (const auto& host : hosts) {
        const auto* member = host_among(members, host);
        if (member == nullptr)
            throw Error(ErrorKind::usage,
                        fmt::format("the playground has no container for the host {}", host), bring_it_up);
        access.ssh_ports[host] = member->ports.ssh;
    }
    return access;
}

}  // namespace

std::string member_format() {
    std::string format = "{{.Names}}\t{{.State}}";
    for (const auto* name : labels) format += fmt::format("\t{{{{.Label \"wheels.playground{}\"}}}}", name);
    return format;
}

std::vector<Member> parse_members(const std::string& answer) {
    std::vector<Member> members;
    for (const auto& line : text::lines(answer)) {
        const auto parts = text::split(line, '\t');
        if (parts.size() != labels.size() + 2 || parts[2].empty()) continue;
        Member member;
        member.container = parts[0];
        member.running = parts[1] == "running";
        member.id = parts[2];
        member.project = parts[3];
        member.service = parts[4];
        member.host = parts[5];
        member.ports.ssh = parse_port(parts[6]).value_or(0);
        member.ports.http = parse_port(parts[7]).value_or(0);
        member.registry_port = parse_port(parts[8]).value_or(0);
        member.base = parts[9];
        member.made_for = parts[11];
        if (!parts[10].empty()) member.keys = Keys::parse(text::join(text::split(parts[10], ','), "\n"));
        members.push_back(std::move(member));
    }
    // As they are numbered; Docker tells the newest first.
    std::sort(members.begin(), members.end(), [](const Member& one, const Member& other) {
        return std::pair(one.container.size(), one.container) <
               std::pair(other.container.size(), other.container);
    });
    return members;
}

const Member* registry_among(const std::vector<Member>& members) {
    const auto found = std::find_if(members.begin(), members.end(), [](const Member& member) {
        return member.host.empty() && member.keys && member.registry_port != 0;
    });
    return found == members.end() ? nullptr : &*found;
}

const Member* host_among(const std::vector<Member>& members, const std::string& host) {
    const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) {
        return member.host == host && member.ports.ssh != 0;
    });
    return found == members.end() ? nullptr : &*found;
}

Config in_playground(Config config, const std::vector<Member>& members) {
    const auto* registry = registry_among(members);
    if (registry == nullptr || !registry->running)
        throw Error(ErrorKind::usage,
                    "the playground of this project is not up, and no other host is touched", bring_it_up);
    config.playground = access_to(config.all_hosts(), members, *registry->keys);
    config.accept_new_hosts = false;
    log_in_with(*registry->keys, config.ssh);
    config.registry.server = fmt::format("localhost:{}", registry->registry_port);
    for (auto& role : config.roles) serve_below_localhost(role.proxy);
    for (auto& accessory : config.accessories) {
        serve_below_localhost(accessory.proxy);
        accessory.registry.reset();
    }
    build_here(config.builder);
    config.output.otel_endpoint.reset();
    return config;
}

}  // namespace wheels::playground
