#include "playground/docker_lines.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/base64.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "playground/identity.hpp"
#include "playground/members.hpp"
#include "playground/texts.hpp"
#include "wheels/error.hpp"

namespace wheels::playground {
namespace {

const std::string label = "wheels.playground";

void add(Words& words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
}

std::string labelled(const std::string& id) {
    return id.empty() ? label : label + "=" + id;
}

Words with_label(Words words, const std::string& id) {
    add(words, {"--filter", "label=" + labelled(id)});
    return words;
}

std::string published(std::uint16_t here, std::uint16_t there) {
    return fmt::format("127.0.0.1:{}:{}", here, there);
}

void add_label(Words& words, const std::string& name, const std::string& value) {
    add(words, {"--label", label + "." + name + "=" + value});
}

Words run_line(const Ground& ground, const std::string& name) {
    Words words{"docker", "run", "--detach", "--name", name, "--label", label + "=" + ground.id};
    add_label(words, "project", text::one_line(ground.project));
    add_label(words, "service", ground.service);
    add(words, {"--network", network_of(ground.id)});
    return words;
}

/// What Docker needs to run inside of a container. Less than --privileged: it sees none of this machine's
/// devices, and works where some capability is missing. Its control groups are those below its own, also
/// where this machine's Docker would show it all.
Words powers() {
    Words words{"--cgroupns", "private"};
    for (const auto* capability : {"SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"})
        add(words, {"--cap-add", capability});
    for (const auto* option :
         {"seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined", "label=disable"})
        add(words, {"--security-opt", option});
    return words;
}

std::string addresses(const Ground& ground, std::size_t own) {
    Words pairs;
    for (std::size_t i = 0; i < ground.places.size(); ++i) {
        const auto& address = ground.places[i].address;
        if (address && i != own) pairs.push_back(*address + "=" + address_in(ground.subnet, i + 1));
    }
    return text::join(pairs, " ");
}

}  // namespace

Keys Keys::parse(const std::string& printed) {
    const auto lines = text::lines(printed);
    if (lines.size() != 4 || !base64::decode(lines[0]) || !base64::decode(lines[2]))
        throw Error(ErrorKind::process,
                    "the image of the playground makes no keys: " + text::one_line(printed));
    return {lines[0], lines[1], lines[2], lines[3]};
}

std::string container_of(const std::string& id, std::size_t index) {
    return fmt::format("wheels-playground-{}-{}", id, index + 1);
}

std::string registry_of(const std::string& id) {
    return "wheels-playground-" + id + "-registry";
}

std::string network_of(const std::string& id) {
    return "wheels-playground-" + id;
}

std::string image_name(const std::string& base) {
    return "wheels-playground:" + short_fingerprint(base + '\n' + std::string(text_named("Dockerfile")));
}

Words has_image(const std::string& image) {
    return {"docker", "image", "inspect", "--format", "{{.Id}}", image};
}

Words build_image(const std::string& base) {
    // Without BuildKit a step that fails would leave its container behind.
    return {"docker",         "build",   "--force-rm",       "--build-arg",
            "BASE=" + base,   "--label", label + ".image=1", "-t",
            image_name(base), "-"};
}

Words make_keys(const std::string& base) {
    return {"docker",    "run",  "--rm",
            "--network", "none", image_name(base),
            "sh",        "-c",   std::string(text_named("keys.sh"))};
}

Words create_network(const std::string& id, const std::string& subnet) {
    Words words{"docker", "network", "create", "--label", labelled(id)};
    if (!subnet.empty()) add(words, {"--subnet", subnet});
    words.push_back(network_of(id));
    return words;
}

Words ask_subnet(const std::string& id) {
    return {
        "docker",      "network", "inspect", "--format", "{{range .IPAM.Config}}{{println .Subnet}}{{end}}",
        network_of(id)};
}

Words remove_network(const std::string& id) {
    return {"docker", "network", "rm", network_of(id)};
}

Order run_registry(const Ground& ground, std::uint16_t port) {
    auto words = run_line(ground, registry_of(ground.id));
    add_label(words, "registry-port", std::to_string(port));
    add_label(words, "base", ground.base);
    add(words, {"--label-file", "/dev/stdin", "--publish", published(port, 5000), "--tmpfs", "/run",
                image_name(ground.base), "sh", "-c", std::string(text_named("registry.sh"))});
    const auto& keys = ground.keys;
    const Words all{keys.user_private, keys.user_public, keys.host_private, keys.host_public};
    return Order(std::move(words), label + ".keys=" + text::join(all, ",") + "\n");
}

Order run_host(const Ground& ground, std::size_t index, Ports ports) {
    const auto& place = ground.places.at(index);
    const auto name = container_of(ground.id, index);
    auto words = run_line(ground, name);
    add_label(words, "host", place.host);
    add_label(words, "made-for", fingerprint_of(place));
    add_label(words, "ssh-port", std::to_string(ports.ssh));
    add(words, {"--hostname", place.name, "--ip", address_in(ground.subnet, index + 1)});
    if (place.alias) add(words, {"--network-alias", *place.alias});
    add(words, {"--publish", published(ports.ssh, 22)});
    if (place.http_port) {
        add_label(words, "http-port", std::to_string(ports.http));
        add(words, {"--publish", published(ports.http, *place.http_port)});
    }
    add(words, {"--mount", fmt::format("type=volume,source={},target=/var/lib/docker,volume-label={}", name,
                                       labelled(ground.id))});
    // Fresh when the power comes back, as on a machine.
    for (const auto* folder : {"/run:exec,mode=755", "/tmp:exec,mode=1777"}) add(words, {"--tmpfs", folder});
    add(words, powers());
    add(words, {"--env-file", "/dev/stdin", image_name(ground.base), "sh", "-c",
                std::string(text_named("host.sh"))});
    const auto users = place.user == "root" ? place.user : "root " + place.user;
    return Order(std::move(words), fmt::format("HOST_KEY={}\nAUTHORIZED_KEY={}\nUSERS={}\nADDRESSES={}\n",
                                               ground.keys.host_private, ground.keys.user_public, users,
                                               addresses(ground, index)));
}

Words lead_addresses(const Ground& ground, std::size_t index) {
    const auto pairs = shell::quote(addresses(ground, index));
    // The newest stand first, so those of hosts that have moved no longer count.
    return in_container(
        container_of(ground.id, index),
        "set -e; echo " + pairs +
            " >/etc/playground.addresses; for pair in $(cat /etc/playground.addresses); do "
            "for chain in PREROUTING OUTPUT; do set -- $chain -d ${pair%%=*} -j DNAT --to-destination "
            "${pair#*=}; "
            "while iptables -t nat -D \"$@\" 2>/dev/null; do :; done; iptables -t nat -I \"$@\"; done; done");
}

std::string fingerprint_of(const Place& place) {
    const auto port = place.http_port ? std::to_string(*place.http_port) : "";
    return short_fingerprint(place.user + '\n' + port);
}

Words list_members(const std::string& id) {
    auto words = with_label({"docker", "ps", "--all", "--no-trunc"}, id);
    add(words, {"--format", member_format()});
    return words;
}

Words list_networks(const std::string& id) {
    return with_label({"docker", "network", "ls", "--quiet", "--no-trunc"}, id);
}

Words list_volumes(const std::string& id) {
    return with_label({"docker", "volume", "ls", "--quiet"}, id);
}

Words list_images() {
    return {"docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}"};
}

Words images_of_registry(std::uint16_t port, const std::string& listed) {
    Words names;
    for (const auto& line : text::lines(listed)) {
        const std::string name(text::trim(line));
        // Those whose tag has gone to another one are left to `docker image prune`.
        const bool is_tagged = name.find('<') == std::string::npos;
        if (name.starts_with(fmt::format("localhost:{}/", port)) && is_tagged) names.push_back(name);
    }
    return names;
}

Words remove_containers(const Words& names) {
    Words words{"docker", "rm", "--force", "--volumes"};
    add(words, names);
    return words;
}

Words remove_networks(const Words& names) {
    Words words{"docker", "network", "rm"};
    add(words, names);
    return words;
}

Words remove_volumes(const Words& names) {
    Words words{"docker", "volume", "rm", "--force"};
    add(words, names);
    return words;
}

Words remove_images(const Words& names) {
    Words words{"docker", "image", "rm"};
    add(words, names);
    return words;
}

Words in_container(const std::string& container, const std::string& script) {
    return {"docker", "exec", container, "sh", "-c", script};
}

Words wait_for_host(const std::string& container) {
    return in_container(
        container,
        "for i in $(seq 600); do [ -s /run/sshd.pid ] && docker version >/dev/null 2>&1 && exit; "
        "sleep 0.1; done; exit 1");
}

Words last_words_of(const std::string& container) {
    return {"docker", "logs", "--tail", "15", container};
}

Words start_container(const std::string& container) {
    return {"docker", "start", container};
}

Words kill_container(const std::string& container) {
    return {"docker", "kill", container};
}

std::string carry_image(const std::string& image, const std::string& container) {
    const auto there = "docker exec " + shell::quote(container) + " docker ";
    return there + "version >/dev/null 2>&1 || exit 0; " + there + "image inspect " + shell::quote(image) +
           " >/dev/null 2>&1 || docker save " + shell::quote(image) + " | docker exec -i " +
           shell::quote(container) + " docker load -q";
}

Words pull_image(const std::string& image) {
    return {"docker", "pull", "--quiet", image};
}

Words tag_image(const std::string& image, const std::string& as) {
    return {"docker", "tag", image, as};
}

Words push_image(const std::string& image) {
    return {"docker", "push", "--quiet", image};
}

}  // namespace wheels::playground
