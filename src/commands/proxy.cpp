#include "commands/proxy.hpp"

#include <algorithm>
#include <chrono>

#include "base/shell.hpp"
#include "commands/paths.hpp"
#include "commands/proxy_boot_config.hpp"
#include "commands/proxy_files.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {
namespace {

constexpr std::chrono::minutes pull_deadline{10};  // a new container may have to pull its image
constexpr std::int64_t deploy_margin = 60;         // seconds on top of what kamal-proxy was told to wait

ShellLine run_line() {
    ShellLine line("docker run --name kamal-proxy --network kamal --detach --restart unless-stopped");
    line.raw("--volume kamal-proxy-config:/home/kamal-proxy/.config/kamal-proxy");
    line.raw("--volume \"$PWD/" + proxy_apps_directory + ":/home/kamal-proxy/.apps-config\"");
    return line;
}

std::string in_brackets(const std::string& ip) {
    const bool is_ipv6 = ip.find(':') != std::string::npos && ip.front() != '[';
    return is_ipv6 ? "[" + ip + "]" : ip;
}

void add_ports(ShellLine& line, const ProxyRun& run) {
    if (!run.publish) return;
    const auto publish = [&](const std::string& prefix) {
        line.raw("--publish").word(prefix + std::to_string(run.http_port) + ":80");
        line.raw("--publish").word(prefix + std::to_string(run.https_port) + ":443");
    };
    if (run.bind_ips.empty()) publish("");
    for (const auto& ip : run.bind_ips) publish(in_brackets(ip) + ":");
}

std::string run_with(const ProxyRun& run) {
    auto line = run_line();
    add_ports(line, run);
    if (!run.log_max_size.empty()) line.pair("--log-opt", "max-size", run.log_max_size);
    if (run.metrics_port) line.raw("--expose=" + std::to_string(*run.metrics_port));
    line.options(run.options);
    line.word((run.registry ? *run.registry + "/" : "") + run.repository + ":" + run.version);
    line.raw("kamal-proxy run");
    if (run.debug) line.raw("--debug");
    if (run.metrics_port) line.raw("--metrics-port " + std::to_string(*run.metrics_port));
    return line.text();
}

// The files hold words as a shell would read them, which is what xargs does.
std::string run_as_configured_on_host() {
    return boot_config_words() + " | xargs " + run_line().text();
}

std::string run_line_for(const Config& config, const std::string& host) {
    const auto run = proxy_run_for(config, host);
    return run ? run_with(*run) : run_as_configured_on_host();
}

const std::string proxy_label = "label=org.opencontainers.image.title=kamal-proxy";
const std::string traefik_label = "label=org.opencontainers.image.title=Traefik";

Command unchecked(Command command) {
    command.checked = false;
    return command;
}

std::optional<std::string> seconds(const std::optional<std::int64_t>& value) {
    if (!value) return std::nullopt;
    return std::to_string(*value) + "s";
}

std::optional<std::string> number(const std::optional<std::int64_t>& value) {
    if (!value) return std::nullopt;
    return std::to_string(*value);
}

void add_each(ShellLine& line, std::string_view key, const std::vector<std::string>& values) {
    for (const auto& value : values) line.flag(key, std::optional(value));
}

}  // namespace

Command create_network() {
    return {"create network",
            "(said=$(docker network create kamal 2>&1) || case $said in *'already exists'*) ;; "
            "*) printf '%s\\n' \"$said\" >&2; exit 1 ;; esac)"};
}

Command ensure_proxy_directory() {
    return {"make proxy directory", "mkdir -p " + proxy_apps_directory};
}

Command start_or_run_proxy(const Config& config, const std::string& host) {
    Command command("start proxy", "docker container start kamal-proxy || " + run_line_for(config, host));
    command.deadline = pull_deadline;
    return command;
}

Command run_proxy(const Config& config, const std::string& host) {
    Command command("run proxy", run_line_for(config, host));
    command.deadline = pull_deadline;
    return command;
}

Command start_proxy() {
    return {"start proxy", "docker container start kamal-proxy"};
}

Command stop_proxy() {
    return unchecked({"stop proxy", "docker container stop kamal-proxy"});
}

Command remove_proxy_container() {
    return {"remove container of the proxy", "docker container prune --force --filter " + proxy_label};
}

Command remove_proxy_image() {
    return {"remove image of the proxy", "docker image prune --all --force --filter " + proxy_label};
}

Sequence clean_up_traefik() {
    return {
        unchecked({"stop Traefik", "docker container stop traefik"}),
        unchecked(
            {"remove container of Traefik", "docker container prune --force --filter " + traefik_label}),
        unchecked({"remove image of Traefik", "docker image prune --all --force --filter " + traefik_label})};
}

Command proxy_remove_service(const std::string& service) {
    ShellLine line("docker exec kamal-proxy kamal-proxy remove");
    return unchecked({"remove service from the proxy", line.word(service).text()});
}

Command proxy_stop_service(const std::string& service,
                           std::int64_t drain_timeout,
                           const std::optional<std::string>& message) {
    ShellLine line("docker exec kamal-proxy kamal-proxy stop");
    line.word(service);
    line.flag("drain-timeout", seconds(drain_timeout));
    line.flag("message", message);
    Command command("stop service at the proxy", line.text());
    command.deadline = std::chrono::seconds(drain_timeout + deploy_margin);
    return command;
}

Command proxy_resume_service(const std::string& service) {
    ShellLine line("docker exec kamal-proxy kamal-proxy resume");
    return {"resume service at the proxy", line.word(service).text()};
}

Command proxy_deploy(const Config& config, const Role& role, const std::string& container_id) {
    const ProxyService service{config.container_prefix(role), role.name, role.proxy.value()};
    return proxy_deploy(config, service, container_id);
}

Command proxy_deploy(const Config& config, const ProxyService& service, const std::string& container_id) {
    static const std::vector<std::string> default_request_headers{"Cache-Control", "Last-Modified",
                                                                  "User-Agent"};
    const auto& proxy = service.proxy;
    ShellLine line("docker exec kamal-proxy kamal-proxy deploy");
    line.word(service.name);
    line.flag("target", std::optional(container_id + ":" + std::to_string(proxy.app_port)));
    add_each(line, "host", proxy.hosts);
    if (proxy.ssl) line.raw("--tls");
    if (proxy.certificate) {
        const auto paths = certificate_in_proxy(config, service.role);
        line.flag("tls-certificate-path", std::optional(paths.certificate));
        line.flag("tls-private-key-path", std::optional(paths.private_key));
    }
    line.flag("deploy-timeout", seconds(config.deploy_timeout));
    line.flag("drain-timeout", seconds(config.drain_timeout));
    line.flag("health-check-interval", seconds(proxy.healthcheck_interval));
    line.flag("health-check-timeout", seconds(proxy.healthcheck_timeout));
    line.flag("health-check-path", proxy.healthcheck_path);
    line.flag("target-timeout", seconds(proxy.response_timeout));
    line.flag("buffer-requests", std::optional(proxy.buffer_requests));
    line.flag("buffer-responses", std::optional(proxy.buffer_responses));
    line.flag("buffer-memory", number(proxy.buffer_memory));
    line.flag("max-request-body", number(proxy.max_request_body));
    line.flag("max-response-body", number(proxy.max_response_body));
    add_each(line, "path-prefix", proxy.path_prefixes);
    line.flag("strip-path-prefix", proxy.strip_path_prefix);
    line.flag("forward-headers", proxy.forward_headers);
    line.flag("tls-redirect", proxy.ssl_redirect);
    add_each(line, "log-request-header", proxy.log_request_headers.value_or(default_request_headers));
    if (proxy.log_response_headers) add_each(line, "log-response-header", *proxy.log_response_headers);
    line.flag("error-pages", error_pages_in_proxy(config));
    Command command("switch proxy to the new container", line.text());
    command.deadline = std::chrono::seconds(config.deploy_timeout + config.drain_timeout + deploy_margin);
    return command;
}

Command list_proxy_services() {
    Command command("list what the proxy serves", "docker exec kamal-proxy kamal-proxy list");
    command.probe = true;
    command.checked = false;
    command.deadline = std::chrono::seconds(60);
    return command;
}

Command proxy_details(Listing listing) {
    Command command("list proxy container", "docker ps --filter 'name=^kamal-proxy$'" + as(listing));
    command.probe = true;
    command.deadline = std::chrono::seconds(60);
    return command;
}

std::optional<ProxyRun> proxy_run_for(const Config& config, const std::string& host) {
    for (const auto* role : config.roles_on(host)) {
        if (role->proxy && role->proxy->run) return role->proxy->run;
    }
    for (const auto& accessory : config.accessories) {
        const bool here =
            std::find(accessory.hosts.begin(), accessory.hosts.end(), host) != accessory.hosts.end();
        if (here && accessory.proxy && accessory.proxy->run) return accessory.proxy->run;
    }
    return std::nullopt;
}

}  // namespace wheels::commands
