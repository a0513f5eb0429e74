#include <fmt/format.h>

#include <charconv>

#include "base/shell.hpp"
#include "base/shell_words.hpp"
#include "base/text.hpp"
#include "commands/proxy.hpp"
#include "plan/diagnosis/diagnosis.hpp"
#include "plan/diagnosis/words.hpp"

namespace wheels::plan {
namespace {

using Ports = std::vector<std::uint16_t>;

void add(Ports& ports, std::string_view text) {
    std::uint16_t port = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (error == std::errc() && stop == end) ports.push_back(port);
}

// `8080:80`, `10.0.0.1:8080:80/tcp`: the port of the host is the last but one.
void add_published(Ports& ports, const std::string& value) {
    const auto parts = text::split(value, ':');
    if (parts.size() > 1) add(ports, parts[parts.size() - 2]);
}

// `--publish 80:80 --publish=443:443 -p 8080:80`
Ports published_by(const std::string& options) {
    Ports ports;
    const auto words = shell::ruby_words(options).value_or(std::vector<std::string>());
    for (std::size_t i = 0; i < words.size(); ++i) {
        for (const std::string name : {"--publish", "-p"}) {
            if (words[i] == name && i + 1 < words.size()) add_published(ports, words[i + 1]);
            if (words[i].starts_with(name + "=")) add_published(ports, words[i].substr(name.size() + 1));
        }
    }
    return ports;
}

const replies::ListedContainer* publisher(const HostExam& exam, std::uint16_t port) {
    if (!exam.containers) return nullptr;
    for (const auto& container : *exam.containers) {
        if (container.publishes(port)) return &container;
    }
    return nullptr;
}

const replies::Listener* listener(const HostExam& exam, std::uint16_t port) {
    for (const auto& each : exam.machine->listeners) {
        if (each.port == port) return &each;
    }
    return nullptr;
}

/// It shares the network of the host: nobody publishes its ports.
bool proxy_is_on_host_network(const HostExam& exam) {
    for (const auto& container : exam.containers.value_or(std::vector<replies::ListedContainer>())) {
        if (container.name == "kamal-proxy") return exam.facts.proxy_running && container.ports.empty();
    }
    return false;
}

Finding taken(std::uint16_t port, const std::string& by, const std::string& stop) {
    return an_error("ports", fmt::format("port {}, which kamal-proxy needs, is taken by {}", port, by),
                    stop + ", or give kamal-proxy other ports: `http_port` and `https_port` of `proxy/run`.");
}

}  // namespace

std::vector<std::uint16_t> wanted_ports(const HostExam& exam, const Config& config, const std::string& host) {
    if (const auto run = commands::proxy_run_for(config, host))
        return run->publish ? Ports{run->http_port, run->https_port} : Ports();
    if (exam.machine && exam.machine->boot_config) return published_by(*exam.machine->boot_config);
    return {80, 443};
}

Findings judge_ports(const HostExam& exam, const Config& config, const std::string& host) {
    if (!exam.machine || proxy_is_on_host_network(exam)) return {};
    Findings findings;
    for (const auto port : wanted_ports(exam, config, host)) {
        const auto* container = publisher(exam, port);
        if (container != nullptr) {
            if (container->name != "kamal-proxy")
                findings.push_back(
                    taken(port, "the container " + container->name,
                          "Stop it (`docker stop " + shell::quote(container->name) + "` there)"));
            continue;
        }
        const auto* program = listener(exam, port);
        // While Docker does not answer, its own programs go on to listen for containers.
        if (program == nullptr || (!exam.containers && program->program == "docker-proxy")) continue;
        findings.push_back(taken(port, program->program.empty() ? "another program" : program->program,
                                 fmt::format("Stop it (`ss -ltnp 'sport = :{}'` there shows it)", port)));
    }
    return findings;
}

}  // namespace wheels::plan
