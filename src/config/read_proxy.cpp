#include <arpa/inet.h>

#include "base/text.hpp"
#include "config/names.hpp"
#include "config/read.hpp"

namespace wheels::config {
namespace {

bool is_address(const std::string& address) {
    const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
    const auto bare = bracketed ? address.substr(1, address.size() - 2) : address;
    unsigned char bytes[sizeof(in6_addr)];
    return (!bracketed && ::inet_pton(AF_INET, bare.c_str(), bytes) == 1) ||
           ::inet_pton(AF_INET6, bare.c_str(), bytes) == 1;
}

std::vector<std::string> comma_separated(const std::string& words) {
    std::vector<std::string> found;
    for (const auto& word : text::split(words, ',')) {
        const auto trimmed = text::trim(word);
        if (!trimmed.empty()) found.emplace_back(trimmed);
    }
    return found;
}

std::vector<std::string> one_or_many(const Node& many, const Node& one) {
    if (many.exists()) return many.texts();
    const auto words = one.text();
    return words ? comma_separated(*words) : std::vector<std::string>();
}

void check_hosts(const Node& proxy) {
    for (const auto& item : proxy.at("hosts").items())
        item.problem_if_any(wrong_with_proxy_host(item.text().value_or("")));
    for (const auto& name : comma_separated(proxy.at("host").string().value_or("")))
        proxy.at("host").problem_if_any(wrong_with_proxy_host(name));
}

std::optional<std::int64_t> byte_count(const Node& node) {
    return integer_within(node, 0, std::int64_t{1} << 50);
}

std::optional<std::vector<std::string>> optional_texts(const Node& node) {
    return node.exists() ? std::optional(node.texts()) : std::nullopt;
}

ProxyRun read_run(const Node& run) {
    ProxyRun read;
    read.http_port = port_number(run.at("http_port")).value_or(read.http_port);
    read.https_port = port_number(run.at("https_port")).value_or(read.https_port);
    read.metrics_port = port_number(run.at("metrics_port"));
    read.debug = run.at("debug").boolean().value_or(read.debug);
    read.publish = run.at("publish").boolean().value_or(read.publish);
    read.log_max_size = run.at("log_max_size").text().value_or(read.log_max_size);
    read.bind_ips = run.at("bind_ips").texts();
    if (run.at("bind_ips").is_list() && read.bind_ips.empty()) read.publish = false;  // on none of them
    read.registry = run.at("registry").present_text();
    if (read.registry) run.at("registry").problem_if_any(wrong_with_registry_server(*read.registry));
    read.repository = run.at("repository").present_text().value_or(read.repository);
    read.version = run.at("version").present_text().value_or(read.version);
    read.options = read_docker_options(run.at("options"));
    return read;
}

void check_run(const Node& run) {
    // Kamal means to check bind_ips, but looks at the wrong place.
    for (const auto& address : run.at("bind_ips").items()) {
        const auto text = address.text();
        if (text && !is_address(*text)) address.problem("Invalid publish IP address: " + *text);
    }
    if (!run.at("publish").is_false()) return;
    for (const auto* key : {"bind_ips", "http_port", "https_port"}) {
        if (!run.at(key).is_present()) continue;
        run.problem("Cannot set http_port, https_port or bind_ips when publish is false");
        return;
    }
}

std::optional<Certificate> read_certificate(const Node& ssl, SecretValues& secrets) {
    const auto certificate = ssl.at("certificate_pem").present_text();
    const auto key = ssl.at("private_key_pem").present_text();
    if (!certificate || !key) return std::nullopt;
    Certificate read;
    read.certificate_pem = secrets.get(*certificate, ssl.at("certificate_pem"));
    read.private_key_pem = secrets.get(*key, ssl.at("private_key_pem"));
    return read;
}

}  // namespace

void check_proxy(const Node& proxy) {
    const auto ssl = proxy.at("ssl");
    const bool wants_ssl = ssl.is_true() || ssl.is_map();
    const bool has_host = proxy.at("host").is_present() || proxy.at("hosts").is_present();
    const bool meant_host = proxy.at("host").is_blamed() || proxy.at("hosts").is_blamed();
    if (wants_ssl && !has_host && !meant_host) {
        ssl.problem("Must set a host to enable automatic SSL: add `host:`");
    }
    if (proxy.at("host").exists() && proxy.at("hosts").exists()) {
        proxy.at("host").problem("Specify one of 'host' or 'hosts', not both");
    }
    if (proxy.at("path_prefix").exists() && proxy.at("path_prefixes").exists()) {
        proxy.at("path_prefix").warning("is not used: path_prefixes is there too");
    }
    if (ssl.is_map()) {
        const bool certificate = ssl.at("certificate_pem").is_present();
        const bool key = ssl.at("private_key_pem").is_present();
        if (certificate && !key) {
            ssl.at("private_key_pem")
                .missing("Missing private_key_pem setting (required when certificate_pem is present)");
        }
        if (key && !certificate) {
            ssl.at("certificate_pem")
                .missing("Missing certificate_pem setting (required when private_key_pem is present)");
        }
    }
    check_run(proxy.at("run"));
}

Proxy read_proxy(const Node& proxy, SecretValues& secrets) {
    Proxy read;
    check_hosts(proxy);
    read.hosts = one_or_many(proxy.at("hosts"), proxy.at("host"));
    read.app_port = port_number(proxy.at("app_port")).value_or(read.app_port);
    const auto ssl = proxy.at("ssl");
    read.ssl = ssl.is_true() || ssl.is_map();
    read.certificate = read_certificate(ssl, secrets);
    read.ssl_redirect = proxy.at("ssl_redirect").boolean();
    read.forward_headers = proxy.at("forward_headers").boolean();
    read.response_timeout = seconds(proxy.at("response_timeout"));
    read.path_prefixes = one_or_many(proxy.at("path_prefixes"), proxy.at("path_prefix"));
    read.strip_path_prefix = proxy.at("strip_path_prefix").boolean();
    const auto healthcheck = proxy.at("healthcheck");
    read.healthcheck_interval = seconds(healthcheck.at("interval"));
    read.healthcheck_timeout = seconds(healthcheck.at("timeout"));
    read.healthcheck_path = healthcheck.at("path").text();
    const auto buffering = proxy.at("buffering");
    read.buffer_requests = buffering.at("requests").boolean().value_or(true);
    read.buffer_responses = buffering.at("responses").boolean().value_or(true);
    read.buffer_memory = byte_count(buffering.at("memory"));
    read.max_request_body = byte_count(buffering.at("max_request_body"));
    read.max_response_body = byte_count(buffering.at("max_response_body"));
    read.log_request_headers = optional_texts(proxy.at("logging").at("request_headers"));
    read.log_response_headers = optional_texts(proxy.at("logging").at("response_headers"));
    if (proxy.at("run").is_present()) read.run = read_run(proxy.at("run"));
    return read;
}

}  // namespace wheels::config
