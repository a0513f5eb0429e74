#include "playground/faults.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "async/run_all.hpp"
#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::playground {
namespace {

// In the raw table, so that packets for containers of the host vanish as well. Its own commands go on
// working: Docker speaks with it past the network.
constexpr const char* cut_the_cable =
    "mend() { while iptables -t raw -D PREROUTING -i eth0 -j DROP 2>/dev/null; do :; done; "
    "while iptables -t mangle -D POSTROUTING -o eth0 -j DROP 2>/dev/null; do :; done; }; mend; "
    "iptables -t raw -I PREROUTING -i eth0 -j DROP && iptables -t mangle -I POSTROUTING -o eth0 -j DROP";

// By SIGKILL, because Docker takes its containers with it when it is asked to end. It may be down already.
constexpr const char* stop_docker =
    "touch /run/playground/no-docker && if [ -s /run/docker.pid ]; then "
    "kill -KILL $(cat /run/docker.pid) && rm -f /run/docker.pid; fi";

// A file system with no room for a single file, over the folders that an image is pulled into.
constexpr const char* fill_the_disk =
    "for folder in tmp containerd/daemon/io.containerd.content.v1.content/ingest; do "
    "folder=/var/lib/docker/$folder; [ -d $folder ] || continue; mountpoint -q $folder || "
    "mount -t tmpfs -o size=4k,nr_inodes=1 playground-full $folder; done; "
    "grep -q ^playground-full /proc/mounts";

constexpr const char* mend_all =
    "while iptables -t raw -D PREROUTING -i eth0 -j DROP 2>/dev/null; do :; done; "
    "while iptables -t mangle -D POSTROUTING -o eth0 -j DROP 2>/dev/null; do :; done; "
    "awk '$1 == \"playground-full\" { print $2 }' /proc/mounts | xargs -r umount -l; "
    "rm -f /run/playground/no-docker";

// Each fault by what `break` has left of it, so that whoever mends by hand is believed.
constexpr const char* tell_all =
    "iptables -t raw -C PREROUTING -i eth0 -j DROP 2>/dev/null && echo network; "
    "[ -e /run/playground/no-docker ] && echo docker; "
    "grep -q ^playground-full /proc/mounts && echo disk; :";

constexpr std::size_t at_a_time = 8;
constexpr std::array names{std::pair(std::string_view("power"), Fault::power),
                           std::pair(std::string_view("network"), Fault::network),
                           std::pair(std::string_view("docker"), Fault::docker),
                           std::pair(std::string_view("disk"), Fault::disk)};

awaitable<void> ask_faults(Docker& docker, std::string container, std::vector<Fault>& broken) {
    auto ask = in_container(container, tell_all);
    std::string answer;
    try {
        answer = co_await docker.ask(std::move(ask));
    } catch (const Error&) {
        // It has gone in this moment.
    }
    for (const auto& line : text::lines(answer)) {
        if (const auto fault = fault_named(text::trim(line))) broken.push_back(*fault);
    }
}

}  // namespace

awaitable<std::map<std::string, std::vector<Fault>>> faults_of(Docker& docker, std::vector<Member> hosts) {
    std::map<std::string, std::vector<Fault>> faults;
    std::vector<Task> tasks;
    for (const auto& host : hosts) {
        if (host.host.empty()) continue;
        auto& broken = faults[host.host];
        if (host.running)
            tasks.emplace_back(host.host, ask_faults(docker, host.container, broken));
        else
            broken.push_back(Fault::power);
    }
    const auto outcomes = co_await run_all(std::move(tasks), at_a_time, OnFailure::cancel_siblings);
    rethrow_first(outcomes);
    co_return faults;
}

awaitable<void> break_host(Docker& docker, Member host, Fault fault) {
    if (!host.running && fault == Fault::power) co_return;
    if (!host.running) throw Error(ErrorKind::usage, host.host + " is off", "`mend` switches it on.");
    Words words;
    switch (fault) {
        case Fault::power: words = kill_container(host.container); break;
        case Fault::network: words = in_container(host.container, cut_the_cable); break;
        case Fault::docker: words = in_container(host.container, stop_docker); break;
        case Fault::disk: words = in_container(host.container, fill_the_disk); break;
    }
    co_await docker.ask(std::move(words));
}

awaitable<void> mend_host(Docker& docker, Member host) {
    if (!host.running) {
        auto start = start_container(host.container);
        co_await docker.ask(std::move(start));
    }
    auto mend = in_container(host.container, mend_all);
    co_await docker.ask(std::move(mend));
    auto wait = wait_for_host(host.container);
    if (co_await docker.succeeds(std::move(wait))) co_return;
    throw Error(
        ErrorKind::process, fmt::format("{} does not come back", host.host),
        fmt::format("`docker logs {}` may say why; `wheels deploy playground down` and `up` make it anew.",
                    host.container));
}

}  // namespace wheels::playground

namespace wheels {

std::optional<Fault> fault_named(std::string_view word) {
    for (const auto& [name, fault] : playground::names) {
        if (name == word) return fault;
    }
    return std::nullopt;
}

std::string_view to_string(Fault fault) {
    for (const auto& [name, other] : playground::names) {
        if (other == fault) return name;
    }
    return "";
}

}  // namespace wheels
