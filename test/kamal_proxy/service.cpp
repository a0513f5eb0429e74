#include "service.hpp"

#include <algorithm>
#include <cstdint>

#include "async/with_deadline.hpp"

namespace kamal_proxy {
namespace {

std::string normal_prefix(std::string path) {
    while (path.starts_with('/')) path.erase(0, 1);
    while (path.ends_with('/')) path.pop_back();
    return "/" + path;
}

std::uint32_t fnv32a(const std::string& text) {
    std::uint32_t hash = 2166136261U;
    for (const unsigned char byte : text) hash = (hash ^ byte) * 16777619U;
    return hash;
}

}  // namespace

ServiceOptions::ServiceOptions(const Flags& flags)
    : hosts(flags.list("host")),
      path_prefixes(flags.list("path-prefix")),
      strip_prefix(flags.boolean("strip-path-prefix")),
      tls(flags.boolean("tls")),
      tls_redirect(flags.boolean("tls-redirect")),
      forward_headers(flags.given("forward-headers") ? flags.boolean("forward-headers") : !tls),
      canonical_host(flags.text("canonical-host")),
      client_ip_header(flags.text("client-ip-header")),
      error_pages(flags.text("error-pages")),
      target_timeout(flags.milliseconds("target-timeout")) {
    if (hosts.empty()) hosts.emplace_back();
    if (path_prefixes.empty()) path_prefixes.emplace_back("/");
    for (auto& path : path_prefixes) path = normal_prefix(path);
    health_check.path = flags.text("health-check-path");
    health_check.host = flags.text("health-check-host");
    health_check.interval = flags.milliseconds("health-check-interval");
    health_check.timeout = flags.milliseconds("health-check-timeout");
    if (const auto port = flags.integer("health-check-port"); port > 0)
        health_check.port = std::to_string(port);
}

bool Split::takes(const std::optional<std::string>& cookie) const {
    if (!cookie || cookie->empty()) return false;
    if (std::find(list.begin(), list.end(), *cookie) != list.end()) return true;
    return fnv32a(*cookie) <= static_cast<double>(UINT32_MAX) * percent / 100.0;
}

awaitable<Gate::Passage> Gate::pass() const {
    const auto deadline = std::chrono::steady_clock::now() + max_pause;
    while (state == State::paused) {
        if (std::chrono::steady_clock::now() >= deadline) co_return Passage::timed_out;
        co_await wheels::sleep_for(std::chrono::milliseconds(5));
    }
    co_return state == State::stopped ? Passage::stopped : Passage::open;
}

std::string Gate::state_name() const {
    switch (state) {
        case State::running: return "running";
        case State::paused: return "paused";
        case State::stopped: return "stopped";
    }
    return "";
}

Pool& Service::pool_for(const RequestHead& request) const {
    const bool to_rollout = rollout && split && split->takes(request.fields.cookie("kamal-rollout"));
    return to_rollout ? *rollout : *active;
}

}  // namespace kamal_proxy
