// What doctor makes of what it was told: facts in, findings out.
#include "plan/diagnosis/diagnosis.hpp"

#include <doctest/doctest.h>

#include "support/sample_config.hpp"

using namespace wheels;
using namespace wheels::plan;
using replies::Docker;

namespace {

using Lines = std::vector<std::string>;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

/// `error disk`, one for each finding.
Lines kinds(const Findings& findings) {
    Lines lines;
    for (const auto& finding : findings) {
        CHECK_FALSE(finding.text.empty());
        CHECK_FALSE(finding.remedy.empty());
        lines.push_back(std::string(to_string(finding.severity)) + " " + finding.check);
    }
    return lines;
}

std::string text_of(const Findings& findings) {
    REQUIRE(findings.size() == 1);
    return findings.front().text + " | " + findings.front().remedy;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr std::int64_t now = 1'800'000'000;

/// A host with a Docker that answers, and nothing in it.
HostExam sound() {
    HostExam exam;
    exam.login = milliseconds(80);
    exam.asked = system_clock::time_point(seconds(now));
    exam.answered = exam.asked + seconds(1);
    exam.machine.emplace();
    exam.machine->time = now;
    exam.machine->memory = replies::Memory{8 << 20, 4 << 20};
    exam.machine->docker = {Docker::State::answers, {}, "24.0.5", "amd64", "/var/lib/docker"};
    exam.disk = replies::Disk{100 << 20, 50 << 20, 1'000'000};
    exam.containers.emplace();
    exam.facts.known = true;
    return exam;
}

replies::Container container(const std::string& name, std::string state = "running") {
    replies::Container made;
    made.name = name;
    made.id = "0123456789ab";
    made.state = std::move(state);
    made.role = "web";
    return made;
}

HostExam with_proxy(HostExam exam, const std::string& image, bool runs = true) {
    exam.facts.proxy_image = image;
    exam.facts.proxy_running = runs;
    exam.containers->push_back(
        {"kamal-proxy", runs ? "Up 2 days" : "Exited (0)", image,
         runs ? std::vector<std::pair<std::uint16_t, std::uint16_t>>{{80, 80}, {443, 443}}
              : std::vector<std::pair<std::uint16_t, std::uint16_t>>{}});
    return exam;
}

HostExam with_lock(HostExam exam, std::int64_t age, std::string message) {
    exam.machine->lock = replies::FoundLock{
        now - age, message.empty() ? "" : "Locked by: Jo at T\nVersion: v1\nMessage: " + message};
    return exam;
}

const Scope& scope() {
    static const auto config = test::sample_config();
    static const auto all = scope_of(config, {});
    return all;
}

}  // namespace

TEST_CASE("a sound host has nothing wrong with it, and its summary says what is there") {
    Examination examination;
    for (const auto* host : {"h1", "h2", "h3"})
        examination.hosts[host] = with_proxy(sound(), "basecamp/kamal-proxy:v0.9.2");
    const auto config = test::sample_config();

    const auto checkups = judge(examination, config, scope());

    REQUIRE(checkups.size() == 4);
    CHECK(checkups[0].host == "local");
    for (const auto& checkup : checkups) CHECK(kinds(checkup.findings) == Lines{});
    CHECK(checkups[1].summary ==
          "Docker 24.0.5, amd64, kamal-proxy v0.9.2, 50 GB of disk free, 4.0 GB of memory, "
          "login in 0.1 s");
}

TEST_CASE("a host that cannot be reached has that finding, and the others keep theirs") {
    Examination examination;
    examination.hosts["h1"].broken_off =
        Failure{ErrorKind::unknown_host, "h1", "connect", "no such name", "mend", {}, {}};
    examination.hosts["h2"].broken_off =
        Failure{ErrorKind::authentication, "h2", "connect", "no", "ssh-copy-id", {}, {}};
    examination.hosts["h3"] = sound();
    examination.hosts["h3"].machine->docker.state = Docker::State::down;
    examination.hosts["h3"].containers.reset();
    const auto config = test::sample_config();

    const auto checkups = judge(examination, config, scope());

    REQUIRE(checkups.size() == 4);
    CHECK(kinds(checkups[1].findings) == Lines{"error name"});
    CHECK(kinds(checkups[2].findings) == Lines{"error ssh"});
    CHECK(kinds(checkups[3].findings) == Lines{"error docker"});
}

TEST_CASE("a dry run has no checkups, and a host that was lost keeps what it had told") {
    Examination examination;
    examination.hosts["h1"] = sound();
    examination.hosts["h1"].disk = replies::Disk{1 << 20, 1, {}};
    examination.hosts["h1"].broken_off = Failure{ErrorKind::connection_lost, "h1", "ask", "lost", "", {}, {}};
    const auto config = test::sample_config();

    CHECK(kinds(judge(examination, config, scope())[1].findings) == Lines{"error ssh", "error disk"});
    examination.dry = true;
    CHECK(judge(examination, config, scope()).empty());
}

TEST_CASE("a slow login is worth a word") {
    auto exam = sound();

    CHECK(kinds(judge_way(exam)) == Lines{});
    exam.login = seconds(12);
    CHECK(has(text_of(judge_way(exam)), "12 seconds"));
}

TEST_CASE("what keeps a host from answering is called by what was looked at, with the hint for a remedy") {
    const std::pair<ErrorKind, std::string> cases[] = {
        {ErrorKind::unknown_host, "error name"}, {ErrorKind::connect, "error ssh"},
        {ErrorKind::host_key, "error ssh"},      {ErrorKind::connection_lost, "error ssh"},
        {ErrorKind::timed_out, "error docker"},  {ErrorKind::command_failed, "error docker"}};
    for (const auto& [kind, expected] : cases) {
        auto exam = sound();
        exam.broken_off = Failure{kind, "h1", "connect", "it is so", "mend it", {}, {}};
        CHECK(kinds(judge_way(exam)) == Lines{expected});
        CHECK(text_of(judge_way(exam)) == "it is so | Mend it.");
    }
}

TEST_CASE("a clock is judged by more than the time that the question took") {
    const struct {
        std::int64_t told;
        Lines findings;
    } cases[] = {{now, {}},
                 {now + 1, {}},
                 {now + 5, {}},
                 {now - 4, {}},
                 {now + 6, {"warning clock"}},
                 {now - 5, {"warning clock"}},
                 {now + 301, {"error clock"}},
                 {now - 86400, {"error clock"}},
                 {0, {"error clock"}}};
    for (const auto& c : cases) {
        CAPTURE(c.told);
        auto exam = sound();
        exam.machine->time = c.told;
        CHECK(kinds(judge_clock(exam)) == c.findings);
    }
    auto exam = sound();
    exam.machine->time = now - 86400 * 3;
    CHECK(has(text_of(judge_clock(exam)), "the clock is 3 days behind"));
    exam.machine->time.reset();
    CHECK(judge_clock(exam).empty());
}

TEST_CASE("disks and memory are judged by what a deploy needs of them") {
    constexpr std::uint64_t mega = 1024;
    constexpr std::uint64_t giga = 1024 * mega;
    const struct {
        replies::Disk disk;
        Lines findings;
    } cases[] = {{{100 * giga, 50 * giga, 1'000'000}, {}},
                 {{4000 * giga, 200 * giga, {}}, {}},  // 95 % full, and room enough
                 {{100 * giga, 9 * giga, {}}, {"warning disk"}},
                 {{10 * giga, 3 * giga, {}}, {}},
                 {{10 * giga, 2 * giga - 1, {}}, {"warning disk"}},
                 {{10 * giga, 500 * mega, {}}, {"error disk"}},
                 {{64 * mega, 60 * mega, {}}, {"error disk"}},
                 {{100 * giga, 50 * giga, 12}, {"error disk"}},
                 {{100 * giga, 0, 0}, {"error disk"}}};
    for (const auto& c : cases) {
        CAPTURE(c.disk.free);
        CHECK(kinds(judge_disk(c.disk, "/var/lib/docker")) == c.findings);
    }
    CHECK(has(text_of(judge_disk({10 * giga, 90 * mega, {}}, "/srv/docker")),
              "only 90 MB of 10 GB are free in /srv/docker"));
    CHECK(judge_memory({8 * giga, 130 * mega}).empty());
    CHECK(kinds(judge_memory({8 * giga, 100 * mega})) == Lines{"warning memory"});
}

TEST_CASE("a Docker that cannot be used is told apart by why, each with its own remedy") {
    const struct {
        Docker docker;
        std::string text;
        std::string remedy;
    } cases[] = {
        {{Docker::State::missing, {}, {}, {}, {}}, "no Docker", "wheels deploy server bootstrap -h h1"},
        {{Docker::State::denied, "permission denied", {}, {}, {}}, "permission denied", "group"},
        {{Docker::State::silent, {}, {}, {}, {}}, "hangs", "systemctl restart docker"},
        {{Docker::State::down, "Is the docker daemon running?", {}, {}, {}}, "Is the", "systemctl start"}};
    const auto config = test::sample_config();
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto findings = judge_docker(c.docker, config, "h1");
        CHECK(kinds(findings) == Lines{"error docker"});
        CHECK(has(findings[0].text, c.text));
        CHECK(has(findings[0].remedy, c.remedy));
    }
    CHECK(judge_docker(sound().machine->docker, config, "h1").empty());
    CHECK(kinds(judge_docker({Docker::State::answers, {}, "19.03.15", "amd64", "/"}, config, "h1")) ==
          Lines{"warning docker"});
}

TEST_CASE("an account that is refused is told from a registry that is out of reach") {
    Login login{"registry.test:5000", "deployer", {}};
    CHECK(judge_login(login).empty());

    login.result.status = 1;
    login.result.err =
        "Error response from daemon: Get \"https://registry.test:5000/v2/\": unauthorized: x\n";
    CHECK(has(text_of(judge_login(login)), "does not take the account deployer: Error response from daemon"));
    login.result.err = "Error response from daemon: Get \"https://x/v2/\": dial tcp: connection refused\n";
    CHECK(has(text_of(judge_login(login)), "cannot log in to registry.test:5000"));
    login.result.status = 124;
    CHECK(has(text_of(judge_login(login)), "no answer within 10 seconds"));
}

TEST_CASE("the image has to be built for what the host runs") {
    const struct {
        Lines built;
        std::string runs;
        Lines findings;
    } cases[] = {{{}, "amd64", {}},
                 {{"amd64"}, "amd64", {}},
                 {{"amd64", "arm64"}, "arm64", {}},
                 {{"arm64"}, "amd64", {"error architecture"}},
                 {{"arm64"}, "", {}}};
    for (const auto& c : cases) {
        CAPTURE(c.runs);
        auto config = test::sample_config();
        config.builder.arches = c.built;
        CHECK(kinds(judge_architecture({Docker::State::answers, {}, "24", c.runs, "/"}, config)) ==
              c.findings);
    }
}

TEST_CASE(
    "ports that kamal-proxy will want are those of deploy.yml, of the host's own files, or the usual ones") {
    using Ports = std::vector<std::uint16_t>;
    auto config = test::sample_config();
    auto exam = sound();

    CHECK(wanted_ports(exam, config, "h1") == Ports{80, 443});
    const std::pair<std::string, Ports> options[] = {
        {"--publish 8080:80 --publish 8443:443 --log-opt max-size=10m", {8080, 8443}},
        {"--publish=127.0.0.1:81:80/tcp", {81}},
        {"-p '[::1]:82:80' -p 90", {82}},
        {"--log-opt max-size=10m", {}},
        {"'not closed", {}}};
    for (const auto& [text, ports] : options) {
        CAPTURE(text);
        exam.machine->boot_config = text;
        CHECK(wanted_ports(exam, config, "h1") == ports);
    }
    config.roles[0].proxy->run.emplace();
    config.roles[0].proxy->run->http_port = 8000;
    CHECK(wanted_ports(exam, config, "h1") == Ports{8000, 443});
    config.roles[0].proxy->run->publish = false;
    CHECK(wanted_ports(exam, config, "h1") == Ports{});
}

TEST_CASE("a port is taken by whoever has it and is not kamal-proxy") {
    const auto config = test::sample_config();
    const auto ports = [&](const HostExam& exam) { return judge_ports(exam, config, "h1"); };

    auto served = with_proxy(sound(), "basecamp/kamal-proxy:v0.9.2");
    served.machine->listeners = {{80, "docker-proxy"}, {443, "docker-proxy"}};
    CHECK(ports(served).empty());

    auto squatted = sound();
    squatted.containers->push_back({"squatter", "Up 2 days", "nginx", {{80, 80}}});
    squatted.machine->listeners = {{80, "docker-proxy"}, {22, "sshd"}};
    CHECK(has(text_of(ports(squatted)),
              "port 80, which kamal-proxy needs, is taken by the container squatter | Stop it (`docker stop "
              "squatter` there)"));

    auto nginx = sound();
    nginx.machine->listeners = {{443, "nginx"}};
    CHECK(has(text_of(ports(nginx)), "port 443, which kamal-proxy needs, is taken by nginx"));
    nginx.machine->listeners = {{443, ""}};
    CHECK(has(text_of(ports(nginx)), "taken by another program"));

    auto docker_is_down = sound();
    docker_is_down.containers.reset();
    docker_is_down.machine->listeners = {{80, "docker-proxy"}};
    CHECK(ports(docker_is_down).empty());

    auto on_host_network = with_proxy(sound(), "basecamp/kamal-proxy:v0.9.2");
    on_host_network.containers->back().ports.clear();
    on_host_network.machine->listeners = {{80, "kamal-proxy"}};
    CHECK(ports(on_host_network).empty());
}

TEST_CASE("a proxy has to be new enough, and has to run where the app does") {
    const auto config = test::sample_config();
    const auto proxy = [&](const HostExam& exam) { return judge_proxy(exam, config, scope(), "h1"); };
    auto serving = sound();
    serving.facts.containers = {container("app-web-v1")};

    CHECK(proxy(sound()).empty());
    CHECK(proxy(with_proxy(serving, "basecamp/kamal-proxy:v0.9.2")).empty());
    CHECK(proxy(with_proxy(serving, "basecamp/kamal-proxy:latest")).empty());
    CHECK(has(text_of(proxy(with_proxy(serving, "basecamp/kamal-proxy:v0.8.7"))),
              "wheels deploy proxy reboot -h h1"));
    CHECK(has(text_of(proxy(serving)), "nothing leads to app-web-v1"));
    CHECK(kinds(proxy(with_proxy(serving, "basecamp/kamal-proxy:v0.9.2", false))) == Lines{"error proxy"});
    CHECK(proxy(with_proxy(sound(), "basecamp/kamal-proxy:v0.9.2", false)).empty());
}

TEST_CASE("a lock is judged by who took it, and when") {
    auto config = test::sample_config();
    config.destination = "staging";
    const std::string automatic = "Automatic deploy lock";
    const struct {
        std::string host;
        std::int64_t age;
        std::string message;
        Lines findings;
        std::string text;
    } cases[] = {
        {"h1", 240, automatic, {"warning lock"}, "held for 4 minutes: Locked by: Jo at T, Version: v1"},
        {"h1", 3 * 3600, automatic, {"error lock"}, "held for 3 hours"},
        {"h1", 90 * 86400, "holidays", {"warning lock"}, "holidays"},
        {"h1", 10, "", {"warning lock"}, "nobody wrote by whom"},
        {"h1", 86400, "", {"error lock"}, "nobody wrote by whom"},
        {"h2", 10, automatic, {"warning lock"}, "nobody looks at it here, but on h1"}};
    for (const auto& c : cases) {
        CAPTURE(c.message);
        const auto findings = judge_lock(with_lock(sound(), c.age, c.message), config, c.host);
        CHECK(kinds(findings) == c.findings);
        CHECK(has(findings[0].text, c.text));
        CHECK(has(findings[0].remedy, c.host == "h1" ? "`wheels deploy lock release -d staging`"
                                                     : "rm -r .kamal/lock-app-staging"));
    }
    CHECK(judge_lock(sound(), config, "h1").empty());
}

TEST_CASE("containers that do not do what they are for are told") {
    const auto config = test::sample_config();
    const auto found = [&](std::vector<replies::Container> containers) {
        auto exam = sound();
        exam.facts.containers = std::move(containers);
        return judge_containers(exam, config, scope(), "h1");
    };

    CHECK(found({container("app-web-v2"), container("app-web-v1", "exited"),
                 container("app-web-v0_replaced_ff", "exited")})
              .empty());
    CHECK(has(text_of(found({container("app-web-v2"), container("app-web-v1")})), "app-web-v1 runs beside"));
    CHECK(kinds(found({container("app-web-v2", "restarting")})) == Lines{"error containers"});
    CHECK(has(text_of(found({container("app-web-v2_replaced_0f")})), "a deploy was about to replace"));
    CHECK(has(text_of(found({container("app-web-v2"), container("app-web-v3", "created")})),
              "docker rm app-web-v3"));
}

TEST_CASE("what broken deploys and commands have left is told") {
    const auto config = test::sample_config();
    auto exam = sound();
    *exam.containers = {{"app-web-v2", "Up 2 days", "i", {}},
                        {"app-web-exec-v2-0a1b2c", "Up 3 days", "i", {}},
                        {"app-web-exec-v2-ffffff", "Up 3 minutes", "i", {}},
                        {"app-web-exec-v1-0a1b2c", "Exited (1) 2 hours ago", "i", {}},
                        {"app-workers-assets", "Created", "i", {}},
                        {"another-web-exec-v2", "Up 3 days", "i", {}}};
    exam.machine->folders = {"env/roles/web.env",     "env/roles/gone.env",      "env/roles/web.env.part",
                             "assets/volumes/web-v2", "assets/extracted/web-v1", "assets/volumes/web-v1"};

    const auto findings = judge_leftovers(exam, config);

    CHECK(kinds(findings) == Lines(4, "warning leftovers"));
    CHECK(has(findings[0].text, "app-web-exec-v2-0a1b2c was left behind (up 3 days)"));
    CHECK(has(findings[1].remedy, "docker rm -f app-web-exec-v1-0a1b2c"));
    CHECK(has(findings[2].text, "app-workers-assets"));
    CHECK(findings[3].text ==
          "nothing needs .kamal/apps/app/env/roles/gone.env, .kamal/apps/app/env/roles/web.env.part, "
          ".kamal/apps/app/assets/extracted/web-v1 and 1 more any more");
    CHECK(judge_leftovers(sound(), config).empty());
}

TEST_CASE("what a deploy at work leaves for a moment is no leftover") {
    Examination examination;
    const auto config = test::sample_config();
    auto& h2 = examination.hosts["h2"] = with_proxy(sound(), "basecamp/kamal-proxy:v0.9.2");
    h2.facts.containers = {container("app-web-v2"), container("app-web-v1")};
    examination.hosts["h1"] = with_lock(sound(), 60, "Automatic deploy lock");

    CHECK(kinds(judge(examination, config, scope())[2].findings) == Lines{});
    examination.hosts["h1"].machine->lock.reset();
    CHECK(kinds(judge(examination, config, scope())[2].findings) == Lines{"warning containers"});
}

namespace {

HereExam here_with(const std::map<std::string, int>& statuses) {
    HereExam here;
    here.answers["ask for Docker"].out = "24.0.5|x86_64|/var/lib/docker\n";
    for (const auto& [question, status] : statuses) {
        here.answers[question] = ExecResult();
        here.answers[question].status = status;
    }
    return here;
}

}  // namespace

TEST_CASE("tools of this machine are missed only where the configuration needs them") {
    auto plain = test::sample_config();
    auto builds = plain;
    builds.builder.arches = {"amd64"};
    auto builds_elsewhere = builds;
    builds_elsewhere.builder.remote = "ssh://b1";
    auto builds_folder = builds;
    builds_folder.builder.context = ".";
    auto forwards_agent = builds;
    forwards_agent.builder.ssh = "default=$SSH_AUTH_SOCK";
    auto serves_registry = plain;
    serves_registry.registry.server = "localhost:5555";
    auto unversioned = plain;
    unversioned.version.clear();
    const struct {
        const Config& config;
        std::map<std::string, int> statuses;
        Lines findings;
    } cases[] = {
        {builds, {}, {}},
        {plain, {{"ask for Docker", 127}}, {}},
        {builds, {{"ask for Docker", 127}}, {"error tools"}},
        {builds, {{"ask for Docker", 1}}, {"error tools"}},
        {builds, {{"look for buildx", 1}}, {"error tools"}},
        {builds, {{"look for git", 127}}, {"error tools"}},
        {builds_folder, {{"look for git", 127}}, {}},
        {builds_elsewhere, {{"ask for Docker", 1}}, {}},
        {builds_elsewhere, {{"look for ssh", 1}}, {"error tools"}},
        {serves_registry, {{"ask for Docker", 1}}, {"error tools"}},
        {plain, {{"ask the ssh-agent", 3}}, {}},
        {plain, {{"ask the ssh-agent", 1}}, {}},
        {plain, {{"ask the ssh-agent", 2}}, {"warning tools"}},
        {forwards_agent, {{"ask the ssh-agent", 0}}, {}},
        {forwards_agent, {{"ask the ssh-agent", 1}}, {"error tools"}},
        {forwards_agent, {{"ask the ssh-agent", 3}}, {"error tools"}},
        {unversioned, {}, {"warning version"}},
    };
    for (const auto& c : cases) {
        CAPTURE(&c - cases);
        CHECK(kinds(judge_tools(here_with(c.statuses), c.config)) == c.findings);
    }
}

TEST_CASE("every hook that cannot be run is named") {
    auto here = here_with({{"look for hooks that cannot be run", 0}});
    here.answers["look for hooks that cannot be run"].out =
        ".kamal/hooks/pre-build\n.kamal/my hooks/post-deploy\n";

    const auto findings = judge_hooks(here);

    CHECK(kinds(findings) == Lines{"error hooks", "error hooks"});
    CHECK(findings[1].remedy == "Let it be run: `chmod +x '.kamal/my hooks/post-deploy'`.");
}
