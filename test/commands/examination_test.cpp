#include "commands/examination.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "commands/examination_replies.hpp"
#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;
using namespace wheels::replies;

namespace {

using Lines = std::vector<std::string>;
using Ports = std::vector<std::pair<std::uint16_t, std::uint16_t>>;

Lines lines_of(const Sequence& sequence) {
    Lines lines;
    for (const auto& command : sequence) lines.push_back(command.line);
    return lines;
}

Lines names_of(const Sequence& sequence) {
    Lines names;
    for (const auto& command : sequence) names.push_back(command.name);
    return names;
}

ExecResult said(std::string out, int status = 0, std::string err = {}) {
    ExecResult result;
    result.status = status;
    result.out = std::move(out);
    result.err = std::move(err);
    return result;
}

Docker docker_of(const ExecResult& answer) {
    return parse_docker({{std::string(asked::docker), answer}});
}

}  // namespace

TEST_CASE("a host is asked in lines that change nothing") {
    CHECK(
        lines_of(examine_machine(sample_staging())) ==
        Lines{
            "date +%s", "grep -E '^Mem(Total|Available):' /proc/meminfo",
            "command -v docker > /dev/null || exit 127; $(command -v timeout > /dev/null && echo timeout 10) "
            "docker info --format '{{.ServerVersion}}|{{.Architecture}}|{{.DockerRootDir}}'",
            "if command -v ss > /dev/null; then ss -Hltnp; else cat /proc/net/tcp /proc/net/tcp6 2> "
            "/dev/null "
            "| awk '$4 == \"0A\" {print $2}'; fi",
            "[ -d .kamal/lock-app-staging ] || exit 1; stat -c %Y .kamal/lock-app-staging 2> /dev/null || "
            "echo; cat .kamal/lock-app-staging/details 2> /dev/null; true",
            "cd .kamal/apps/app-staging 2> /dev/null && ls -d env/roles/* assets/extracted/* "
            "assets/volumes/* 2> /dev/null; true",
            "cat .kamal/proxy/options 2> /dev/null"});
    CHECK(ask_disk("/srv/my docker").line ==
          "f='/srv/my docker'; [ -e \"$f\" ] || f=/; df -Pk \"$f\" && df -Pi \"$f\"");
    CHECK(list_containers().line ==
          "$(command -v timeout > /dev/null && echo timeout 10) docker ps -a --format "
          "'{{.Names}}|{{.Status}}|{{.Image}}|{{.Ports}}'");
}

TEST_CASE("this machine is asked for what the configuration needs") {
    auto config = sample_config();
    config.builder = {};

    CHECK(names_of(examine_this_machine(config, {})) == Lines{"ask for Docker", "ask the ssh-agent"});
    config.builder.arches = {"amd64"};
    config.builder.remote = "ssh://b1";
    CHECK(names_of(examine_this_machine(config, {"pre-build"})) ==
          Lines{"ask for Docker", "look for git", "look for buildx", "look for ssh", "ask the ssh-agent",
                "look for hooks that cannot be run"});
    config.builder.pack.emplace();
    CHECK(text::contains(names_of(examine_this_machine(config, {})), "look for pack"));
}

TEST_CASE("an account is tried without leaving the login anywhere, its password by standard input") {
    auto config = sample_config();
    config.registry.server = "registry.test";
    config.registry.username = "o'neil";
    config.registry.password = Secret("swordfish");

    const auto command = try_account(config.registry);

    CHECK(command.line ==
          "(DOCKER_HOST=${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2> "
          "/dev/null)}; DOCKER_CONFIG=$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d) || exit; export "
          "DOCKER_HOST DOCKER_CONFIG; trap 'rm -rf \"$DOCKER_CONFIG\"' EXIT; trap 'exit 1' HUP INT TERM; "
          "$(command -v timeout > /dev/null && echo timeout 10) docker login registry.test -u 'o'\\''neil' "
          "--password-stdin)");
    CHECK(command.input.reveal() == "swordfish");
    CHECK(command.probe);
}

TEST_CASE("Docker's answer says how it is") {
    const struct {
        ExecResult answer;
        Docker::State state;
        std::string says;
    } cases[] = {
        {said("24.0.5|x86_64|/var/lib/docker\n"), Docker::State::answers, ""},
        {said("", 127, ""), Docker::State::missing, ""},
        {said("", 124, ""), Docker::State::silent, ""},
        {said("||\n", 0, "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n"),
         Docker::State::down,
         "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?"},
        {said("", 1, "permission denied while\ntrying to connect\n"), Docker::State::denied,
         "permission denied while\ntrying to connect"},
        {said("nonsense\n", 0, ""), Docker::State::down, "nonsense"}};
    for (const auto& c : cases) {
        CAPTURE(c.answer.err);
        CHECK(docker_of(c.answer).state == c.state);
        CHECK(docker_of(c.answer).says == c.says);
    }
    CHECK(parse_docker({}).state == Docker::State::missing);
    const std::pair<std::string, std::string> architectures[] = {{"x86_64", "amd64"},
                                                                 {"aarch64", "arm64"},
                                                                 {"armv7l", "arm/v7"},
                                                                 {"riscv64", "riscv64"},
                                                                 {"amd64", "amd64"}};
    for (const auto& [told, platform] : architectures)
        CHECK(docker_of(said("24|" + told + "|/d")).architecture == platform);
}

TEST_CASE("listening programs are read from ss, or from the kernel") {
    const auto listeners = [](const std::string& text) {
        Lines found;
        for (const auto& each : parse_machine({{std::string(asked::listeners), said(text)}}).listeners)
            found.push_back(std::to_string(each.port) + " " + each.program);
        return found;
    };

    CHECK(
        listeners("LISTEN 0      511          0.0.0.0:80        0.0.0.0:*    "
                  "users:((\"nginx\",pid=6,fd=6),(\"nginx\",pid=7,fd=6))\n"
                  "LISTEN 0      128             [::]:22           [::]:*    \n"
                  "LISTEN 0      128                *:443              *:*    users:((\"a b\",pid=1,fd=2))\n"
                  "nonsense in here :x\n") == Lines{"80 nginx", "22 ", "443 a b"});
    CHECK(listeners("00000000:0050\n00000000000000000000000000000000:01BB\nsl\n\n") == Lines{"80 ", "443 "});
}

TEST_CASE("a lock is read with its time, also one that has no details yet") {
    const auto lock = [](const ExecResult& answer) {
        return parse_machine({{std::string(asked::lock), answer}}).lock;
    };

    CHECK_FALSE(lock(said("", 1)).has_value());
    CHECK(lock(said("1800000000\n")).value().since == 1800000000);
    CHECK(lock(said("1800000000\n")).value().details.empty());
    CHECK_FALSE(lock(said("\nTG9ja2Vk\n")).value().since.has_value());
    CHECK(lock(said("\nTG9ja2Vk\n")).value().details == "Locked");
}

TEST_CASE("the rest of a machine is read, and nonsense is no answer") {
    const auto machine =
        parse_machine({{std::string(asked::time), said("1800000000\n")},
                       {std::string(asked::memory), said("MemTotal:  8000 kB\nMemAvailable:  4000 kB\n")},
                       {std::string(asked::folders), said("env/roles/web.env\n")},
                       {std::string(asked::boot_config), said("--publish 80:80\n")}});
    CHECK(machine.time == 1800000000);
    CHECK(machine.memory.value().available == 4000);
    CHECK(machine.folders == Lines{"env/roles/web.env"});
    CHECK(machine.boot_config == "--publish 80:80");

    const auto broken = parse_machine({{std::string(asked::time), said("now\n")},
                                       {std::string(asked::memory), said("MemTotal: lots\n")},
                                       {std::string(asked::boot_config), said("", 1)}});
    CHECK_FALSE(broken.time.has_value());
    CHECK_FALSE(broken.memory.has_value());
    CHECK_FALSE(broken.boot_config.has_value());
}

TEST_CASE("a disk is read from both tables of df, whatever the file system is called") {
    const std::string blocks =
        "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/my disk 1000 400 600 40% /mnt/a b\n";
    const std::string inodes =
        "Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/my disk 100 40 60 40% /mnt/a b\n";

    const auto disk = parse_disk(said(blocks + inodes)).value();
    CHECK(disk.total == 1000);
    CHECK(disk.free == 600);
    CHECK(disk.free_inodes == 60U);
    const auto btrfs =
        parse_disk(said(blocks + "Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/x 0 0 0 - /\n"));
    CHECK_FALSE(btrfs.value().free_inodes.has_value());
    CHECK_FALSE(parse_disk(said("df: no such file\n")).has_value());
}

TEST_CASE("published ports are told from exposed ones") {
    const struct {
        std::string text;
        Ports ports;
    } cases[] = {{"", {}},
                 {"80/tcp, 443/tcp", {}},
                 {"0.0.0.0:80->80/tcp, [::]:80->80/tcp", {{80, 80}, {80, 80}}},
                 {":::8000-8010->8000-8010/tcp", {{8000, 8010}}},
                 {"0.0.0.0:53->53/udp", {}},
                 {"0.0.0.0:99999->1/tcp, x->y/tcp", {}}};
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto containers = parse_containers(said("web|Up 2 days|nginx|" + c.text + "\nnonsense\n"));
        REQUIRE(containers.size() == 1);
        CHECK(containers[0].ports == c.ports);
    }
    const auto range = parse_containers(said("web|Up|i|0.0.0.0:80-90->80-90/tcp\n")).front();
    CHECK(range.publishes(85));
    CHECK_FALSE(range.publishes(91));
}

TEST_CASE("an account is refused in the words of many registries") {
    for (const auto* words :
         {"Error response from daemon: Get \"https://x/v2/\": unauthorized: bad", "denied: requested access",
          "Error: 401 Unauthorized", "incorrect username or password"})
        CHECK(refuses_account(said("", 1, words)));
    for (const auto* words : {"dial tcp 10.0.0.1:5000: connect: connection refused", "no such host", ""})
        CHECK_FALSE(refuses_account(said("", 1, words)));
}
