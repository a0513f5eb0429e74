#include "playground/layout.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "commands/proxy.hpp"
#include "ssh/host_entry.hpp"
#include "wheels/error.hpp"

namespace wheels::playground {
namespace {

constexpr std::size_t first_address = 10;  // the ones before it are Docker's own
constexpr std::size_t most_hosts = 240;
constexpr std::size_t longest_name = 63;

bool is_ipv4(const std::string& text) {
    in_addr parsed{};
    return ::inet_pton(AF_INET, text.c_str(), &parsed) == 1;
}

bool is_loopback(const std::string& text) {
    return text.starts_with("127.");
}

bool is_address(const std::string& text) {
    return is_ipv4(text) || text.find(':') != std::string::npos;
}

std::string fit_for_host_name(const std::string& host) {
    std::string name;
    for (const char c : text::lower(host)) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        name += kept ? c : '-';
    }
    name = name.substr(0, longest_name);
    while (!name.empty() && name.back() == '-') name.pop_back();
    while (!name.empty() && name.front() == '-') name.erase(0, 1);
    return name.empty() ? "host" : name;
}

/// Docker's names lead to what a container calls itself, too: it must not be what another host is called.
void make_names_differ(std::vector<Place>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto& own = places[i];
        const bool is_taken = std::any_of(places.begin(), places.end(), [&](const Place& other) {
            return &other != &own && (other.alias == own.name || other.name == own.name);
        });
        if (!is_taken || own.alias == own.name) continue;
        const auto number = fmt::format("-{}", i + 1);
        own.name = own.name.substr(0, longest_name - number.size()) + number;
    }
}

/// The first of what a wildcard matches.
std::string spelled_out(const std::string& name) {
    return name.starts_with("*.") ? "www" + name.substr(1) : name;
}

bool serves_app(const Config& config, const std::string& host) {
    const auto roles = config.roles_on(host);
    return std::any_of(roles.begin(), roles.end(), [](const Role* role) { return role->proxy.has_value(); });
}

bool names(const Proxy& proxy, const std::string& wanted) {
    return std::any_of(proxy.hosts.begin(), proxy.hosts.end(), [&](const std::string& served) {
        const auto name = text::lower(served);
        if (wanted == name || wanted == name + ".localhost") return true;
        if (!name.starts_with("*.")) return false;
        return wanted.ends_with(name.substr(1)) || wanted.ends_with(name.substr(1) + ".localhost");
    });
}

void add_urls(const Proxy& proxy, std::uint16_t port, std::vector<std::string>& urls) {
    std::vector<std::string> names;
    for (const auto& name : proxy.hosts) names.push_back(spelled_out(name) + ".localhost");
    if (names.empty()) names.emplace_back("localhost");
    const auto path = proxy.path_prefixes.empty() ? "/" : proxy.path_prefixes.front();
    for (const auto& name : names) {
        auto url = fmt::format("http://{}:{}{}", name, port, path);
        if (!text::contains(urls, url)) urls.push_back(std::move(url));
    }
}

template <typename Visit>
void visit_proxies(const Config& config, const std::string& host, Visit visit) {
    for (const auto* role : config.roles_on(host)) {
        if (role->proxy) visit(*role->proxy);
    }
    for (const auto& accessory : config.accessories) {
        if (accessory.proxy && text::contains(accessory.hosts, host)) visit(*accessory.proxy);
    }
}

void add(std::vector<std::string>& images, std::string image) {
    if (!text::contains(images, image)) images.push_back(std::move(image));
}

}  // namespace

std::vector<Place> layout_of(const Config& config) {
    const auto served = config.proxy_hosts();
    std::vector<Place> places;
    for (const auto& host : config.all_hosts()) {
        const auto entry = ssh::parse_host_entry(host);
        Place place;
        place.host = host;
        place.name = fit_for_host_name(entry.host);
        if (!is_address(entry.host)) place.alias = text::lower(entry.host);
        // On every machine that is the machine itself, and Docker pulls from there.
        if (is_ipv4(entry.host) && !is_loopback(entry.host)) place.address = entry.host;
        place.user = entry.user.value_or(config.ssh.user);
        if (text::contains(served, host))
            place.http_port = commands::proxy_run_for(config, host).value_or(ProxyRun()).http_port;
        places.push_back(std::move(place));
    }
    if (places.size() > most_hosts)
        throw Error(ErrorKind::usage, fmt::format("a playground has room for {} hosts, and deploy.yml has {}",
                                                  most_hosts, places.size()));
    make_names_differ(places);
    return places;
}

std::vector<std::string> images_of(const Config& config) {
    std::vector<std::string> images;
    for (const auto& host : config.proxy_hosts()) {
        const auto run = commands::proxy_run_for(config, host).value_or(ProxyRun());
        add(images, (run.registry ? *run.registry + "/" : "") + run.repository + ":" + run.version);
    }
    for (const auto& accessory : config.accessories) add(images, accessory.image);
    return images;
}

std::vector<std::string> urls_of(const Config& config, const std::string& host, std::uint16_t port) {
    std::vector<std::string> urls;
    visit_proxies(config, host, [&](const Proxy& proxy) { add_urls(proxy, port, urls); });
    return urls;
}

std::vector<std::string> hosts_serving(const Config& config, const std::string& name) {
    const auto wanted = text::lower(name.substr(0, name.find(':')));
    std::vector<std::string> named;
    std::vector<std::string> catching_all;
    for (const auto& host : config.proxy_hosts()) {
        bool has_name = wanted.empty() && serves_app(config, host);
        bool has_any = false;
        visit_proxies(config, host, [&](const Proxy& proxy) {
            has_name |= names(proxy, wanted);
            has_any |= proxy.hosts.empty();
        });
        if (has_name) named.push_back(host);
        if (has_any) catching_all.push_back(host);
    }
    if (!named.empty()) return named;
    return catching_all.empty() ? config.proxy_hosts() : catching_all;
}

std::string name_served_on(const Config& config, const std::string& host) {
    std::string name;
    visit_proxies(config, host, [&](const Proxy& proxy) {
        if (name.empty() && !proxy.hosts.empty()) name = spelled_out(proxy.hosts.front());
    });
    return name.empty() ? "localhost" : name;
}

std::string address_in(const std::string& subnet, std::size_t index) {
    const auto slash = subnet.find('/');
    const auto base = subnet.substr(0, slash);
    const auto bits = slash == std::string::npos ? std::string() : subnet.substr(slash + 1);
    int width = 0;
    const auto read = std::from_chars(bits.data(), bits.data() + bits.size(), width);
    if (!is_ipv4(base) || read.ec != std::errc() || width > 24 || width < 1)
        throw Error(ErrorKind::process,
                    fmt::format("Docker gave the playground the network {}, which has no room for it",
                                text::one_line(subnet)),
                    "Its networks have to be IPv4 with 256 addresses or more: look at default-address-pools "
                    "in /etc/docker/daemon.json.");
    return fmt::format("{}.{}", base.substr(0, base.rfind('.')), first_address + index);
}

}  // namespace wheels::playground
