#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "commands/env_file.hpp"
#include "commands/examination.hpp"
#include "commands/examination_replies.hpp"
#include "commands/image.hpp"
#include "commands/lock.hpp"
#include "commands/probe.hpp"
#include "commands/proxy.hpp"
#include "commands/prune.hpp"
#include "commands/registry.hpp"
#include "commands/replies.hpp"
#include "fake_host.hpp"
#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

const std::string env_path = ".kamal/apps/app/env/roles/web.env";
const LockDetails details("Bed Deployer with a rather long name", "2026-01-31T12:00:00Z", "v2", "by hand");

Config config_with_secret(const std::string& value) {
    auto config = sample_config();
    config.roles[0].env_by_host["10.0.0.1"].secret = {{"TOKEN", Secret(value)}};
    return config;
}

std::vector<Words> calls_of(const FakeHost& host, const std::string& verb) {
    std::vector<Words> found;
    for (auto& call : host.calls()) {
        if (call[0] == verb) found.push_back(call);
    }
    return found;
}

}  // namespace

TEST_CASE("an env file is there whole, for its owner only") {
    const FakeHost host;
    const auto config = config_with_secret("two\nlines");

    CHECK(host.run(ensure_env_directory(config)).status == 0);
    CHECK(host.run(upload_env_file(config, config.roles[0], "10.0.0.1")).status == 0);

    CHECK(host.read(env_path) == "TOKEN=two\\nlines\n");
    CHECK(fs::status(host.home() / env_path).permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
    CHECK_FALSE(fs::exists(host.home() / (env_path + ".part")));
}

TEST_CASE("an env file that arrives incomplete leaves the old one and no trace") {
    const FakeHost host;
    const auto config = config_with_secret("a long new secret");
    host.write(env_path, "TOKEN=old\n");
    auto command = upload_env_file(config, config.roles[0], "10.0.0.1");
    command.input = Secret("TOKEN=a lo");

    const auto result = host.run(command);

    CHECK(result.status == 1);
    CHECK(result.err == "the env file arrived incomplete\n");
    CHECK(host.read(env_path) == "TOKEN=old\n");
    CHECK_FALSE(fs::exists(host.home() / (env_path + ".part")));
}

TEST_CASE("a readable part that was left behind does not make the env file readable") {
    const FakeHost host;
    const auto config = config_with_secret("new");
    host.write(env_path + ".part", "stale");
    fs::permissions(host.home() / (env_path + ".part"), fs::perms::all);

    CHECK(host.run(upload_env_file(config, config.roles[0], "10.0.0.1")).status == 0);

    CHECK(host.read(env_path) == "TOKEN=new\n");
    CHECK(fs::status(host.home() / env_path).permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("the lock is taken once, read and released") {
    for (const std::string shell : {"dash", "bash"}) {
        CAPTURE(shell);
        const FakeHost host(shell);
        const auto config = sample_config();
        CHECK(host.run(ensure_run_directory()).status == 0);
        CHECK(host.run(lock_details(config)).status != 0);

        CHECK(host.run(acquire_lock(config, details)).status == 0);
        const auto second = host.run(acquire_lock(config, LockDetails("Other", "T", "v3", "")));
        const auto held = host.run(lock_details(config));

        CHECK(replies::is_lock_held(second.status, second.err));
        CHECK(held.status == 0);
        CHECK(replies::decode_lock_details(held.out) == details.text());
        CHECK(held.out.find('\n') == 60);
        CHECK(held.out.substr(held.out.size() - 2) == "\n\n");
        CHECK(host.run(release_lock(config)).status == 0);
        CHECK_FALSE(fs::exists(host.home() / ".kamal/lock-app"));
        CHECK(host.run(release_lock(config)).status != 0);
    }
}

TEST_CASE("a lock of our own is released once, and never one of somebody else") {
    for (const std::string shell : {"dash", "bash"}) {
        CAPTURE(shell);
        const FakeHost host(shell);
        const auto config = sample_config();
        host.run(ensure_run_directory());
        const auto ours = release_own_lock(config, details.text());
        CHECK(replies::is_lock_held(host.run(ours).status, ""));

        host.run(acquire_lock(config, LockDetails("Other", "T", "v3", "")));
        CHECK(replies::is_lock_held(host.run(ours).status, ""));
        CHECK(fs::exists(host.home() / ".kamal/lock-app/details"));
        fs::remove(host.home() / ".kamal/lock-app/details");
        CHECK(replies::is_lock_held(host.run(ours).status, ""));
        CHECK(fs::exists(host.home() / ".kamal/lock-app"));
        host.run(release_lock(config));

        host.run(acquire_lock(config, details));
        CHECK(host.run(ours).status == 0);
        CHECK_FALSE(fs::exists(host.home() / ".kamal/lock-app"));
    }
}

TEST_CASE("a lock that cannot be made is a failure and not a held lock") {
    const FakeHost host;

    const auto result = host.run(acquire_lock(sample_config(), details));

    CHECK(result.status == 1);
    CHECK_FALSE(replies::is_lock_held(result.status, result.err));
    CHECK_FALSE(result.err.empty());
}

TEST_CASE("a lock without a details file is held all the same") {
    const FakeHost host;
    fs::create_directories(host.home() / ".kamal/lock-app");

    const auto result = host.run(lock_details(sample_config()));

    CHECK(result.status == 0);
    CHECK(result.out.empty());
    CHECK(host.run(release_lock(sample_config())).status == 0);
}

TEST_CASE("a login hands the password to stdin") {
    const FakeHost host;

    CHECK(host.run(registry_login(sample_config().registry)).status == 0);

    CHECK(host.calls() ==
          std::vector<Words>{{"login", "reg.test:5000", "-u", "deployer", "--password-stdin"}});
}

TEST_CASE("an image must carry the service's label") {
    const FakeHost host;
    host.answer("inspect", "app\n");
    CHECK(host.run(validate_image(sample_config())).status == 0);

    host.answer("inspect", "<no value>\n");
    const auto other = host.run(validate_image(sample_config()));
    CHECK(other.status == 1);
    CHECK(other.err ==
          "Image reg.test:5000/org/app:v2 is missing the 'service' label with the value 'app': "
          "build it with --label service=app\n");

    host.answer("inspect", "Error: No such object\n", 1);
    const auto broken = host.run(validate_image(sample_config()));
    CHECK(broken.status == 1);
    CHECK(broken.err == "Error: No such object\n");
}

TEST_CASE("a network that is there already is no failure, but any other refusal is") {
    const FakeHost host;
    host.answer("network-create", "Error response from daemon: network with name kamal already exists\n", 1);
    CHECK(host.run(create_network()).status == 0);

    host.answer("network-create", "Error response from daemon: all pools exhausted\n", 1);
    const auto refused = host.run(create_network());

    CHECK(refused.status == 1);
    CHECK(refused.err == "Error response from daemon: all pools exhausted\n");
}

TEST_CASE("a proxy that starts is not run") {
    const FakeHost host;

    CHECK(host.run(start_or_run_proxy(sample_config(), "10.0.0.1")).status == 0);

    CHECK(host.calls() == std::vector<Words>{{"container", "start", "kamal-proxy"}});
}

TEST_CASE("a proxy is run from Kamal's defaults and from its files") {
    for (const std::string shell : {"dash", "bash"}) {
        CAPTURE(shell);
        const FakeHost host(shell);
        host.answer("container-start", "No such container\n", 1);
        const Words common{
            "run",         "--name",
            "kamal-proxy", "--network",
            "kamal",       "--detach",
            "--restart",   "unless-stopped",
            "--volume",    "kamal-proxy-config:/home/kamal-proxy/.config/kamal-proxy",
            "--volume",    host.home().string() + "/.kamal/proxy/apps-config:/home/kamal-proxy/.apps-config"};
        auto with_defaults = common;
        for (const auto* word : {"--publish", "80:80", "--publish", "443:443", "--log-opt", "max-size=10m",
                                 "basecamp/kamal-proxy:v0.9.2"}) {
            with_defaults.emplace_back(word);
        }
        CHECK(host.run(start_or_run_proxy(sample_config(), "10.0.0.1")).status == 0);

        host.write(".kamal/proxy/options", "--publish 8080:80 --label \"a b=*\"\n");
        host.write(".kamal/proxy/image", "reg.test/kamal-proxy\n");
        host.write(".kamal/proxy/image_version", "v0.9.4\n");
        host.write(".kamal/proxy/run_command", "kamal-proxy run --debug\n");
        auto with_files = common;
        for (const auto* word : {"--publish", "8080:80", "--label", "a b=*", "reg.test/kamal-proxy:v0.9.4",
                                 "kamal-proxy", "run", "--debug"}) {
            with_files.emplace_back(word);
        }
        CHECK(host.run(start_or_run_proxy(sample_config(), "10.0.0.1")).status == 0);

        CHECK(calls_of(host, "run") == std::vector<Words>{with_defaults, with_files});
    }
}

TEST_CASE("a proxy that neither starts nor runs is a failure") {
    const FakeHost host;
    host.answer("container-start", "No such container\n", 1);
    host.answer("run", "port is already allocated\n", 125);

    const auto result = host.run(start_or_run_proxy(sample_config(), "10.0.0.1"));

    CHECK(result.status != 0);
    CHECK(result.err.find("port is already allocated") != std::string::npos);
}

TEST_CASE("pruning removes what nobody needs, and nothing where there is nothing") {
    auto config = sample_config();
    config.retain_containers = 1;
    const FakeHost empty;
    CHECK(empty.run(prune_containers(config, config.retain_containers)).status == 0);
    CHECK(empty.run(prune_tagged_images(config)).status == 0);
    CHECK(calls_of(empty, "rm").empty());
    CHECK(calls_of(empty, "rmi").empty());

    const FakeHost host;
    host.answer("ps", "c3\nc2\nc1\n");
    host.answer("image-ls",
                "i3 reg.test:5000/org/app:v3\ni3 reg.test:5000/org/app:latest\ni2 reg.test:5000/org/app:v2\n"
                "i1 reg.test:5000/org/app:v1\ni0 reg.test:5000/org/app:<none>\n");
    host.answer("container-ls", "reg.test:5000/org/app:v3\\|\nreg.test:5000/org/app:v2\\|\n");
    CHECK(host.run(prune_containers(config, config.retain_containers)).status == 0);
    CHECK(host.run(prune_tagged_images(config)).status == 0);

    CHECK(calls_of(host, "rm") == std::vector<Words>{{"rm", "c2"}, {"rm", "c1"}});
    CHECK(calls_of(host, "rmi") == std::vector<Words>{{"rmi", "reg.test:5000/org/app:v1"}});
}

TEST_CASE("pruning stops when docker does not answer") {
    const FakeHost host;
    host.answer("ps", "Cannot connect\n", 1);
    host.answer("image-ls", "i1 reg.test:5000/org/app:v1\n");
    host.answer("container-ls", "Cannot connect\n", 1);

    CHECK(host.run(prune_containers(sample_config(), 1)).status != 0);
    CHECK(host.run(prune_tagged_images(sample_config())).status != 0);

    CHECK(calls_of(host, "rm").empty());
    CHECK(calls_of(host, "rmi").empty());
}

TEST_CASE("one probe of four questions tells all about a host") {
    for (const std::string shell : {"dash", "bash"}) {
        CAPTURE(shell);
        const FakeHost host(shell);
        host.answer(
            "ps",
            "app/222222222222/app-web-v2\n/999999999999/kamal-proxy\nother/333333333333/other-web-v1\n"
            "/444444444444/db,web/db\napp/111111111111/app-web-v1\n");
        host.answer("inspect",
                    "container|222222222222aaaa|/app-web-v2|sha256:bbbbbbbbbbbbbbbb|i:v2|running|app|web|\n"
                    "container|999999999999aaaa|/kamal-proxy|sha256:cccccccccccccccc|basecamp/"
                    "kamal-proxy:v0.9.2|running|||\n"
                    "container|111111111111aaaa|/app-web-v1|sha256:bbbbbbbbbbbbbbbb|i:v1|exited|app|web|\n");
        host.answer("network-ls", "bridge\nkamal\nkamal-two\n");
        host.answer("image-ls", "sha256:bbbbbbbbbbbbbbbb\n");

        const auto result = host.run(probe_host(sample_config()));

        CHECK(result.status == 0);
        const auto facts = replies::parse_probe(result.out, sample_config());
        CHECK(facts.proxy_running);
        CHECK(facts.has_network);
        CHECK(facts.latest_image_id == "bbbbbbbbbbbb");
        CHECK(facts.containers.size() == 2);
        const auto asked = calls_of(host, "inspect");
        REQUIRE(asked.size() == 1);
        CHECK(Words(asked[0].begin() + 3, asked[0].end()) ==
              Words{"222222222222", "999999999999", "111111111111"});
        CHECK(host.calls().size() == 4);
    }
}

TEST_CASE("a closer look asks the same, and for times and health") {
    const FakeHost host;
    host.answer("ps", "app/222222222222/app-web-v2\n");
    host.answer("inspect",
                "container|222222222222aaaa|/app-web-v2|sha256:bbbbbbbbbbbbbbbb|i:v2|running|app|web||"
                "2026-11-27T02:40:12.5Z|2026-11-27T02:40:13Z|healthy\n");

    const auto result = host.run(probe_closely(sample_config()));

    CHECK(result.status == 0);
    const auto facts = replies::parse_probe(result.out, sample_config());
    REQUIRE(facts.containers.size() == 1);
    CHECK(facts.containers[0].health == "healthy");
    const auto asked = calls_of(host, "inspect");
    REQUIRE(asked.size() == 1);
    CHECK(asked[0][2].find("{{.Created}}|{{.State.StartedAt}}|") != std::string::npos);
    CHECK(host.calls().size() == 4);
}

TEST_CASE("the age of images is asked for those of running containers, each once") {
    const FakeHost host;
    host.answer("ps", "111111111111\n222222222222\n");
    host.answer("inspect", "sha256:bb\nsha256:bb\n");
    host.answer("image-inspect", "sha256:bbbbbbbbbbbbbbbb|2026-11-27T02:40:12Z\n");

    const auto result = host.run(image_times(sample_config()));

    CHECK(result.status == 0);
    CHECK(replies::parse_image_times(result.out).size() == 1);
    CHECK(host.calls().size() == 3);
}

TEST_CASE("an empty host is probed without an inspection") {
    const FakeHost host;

    const auto result = host.run(probe_host(sample_config()));

    CHECK(result.status == 0);
    CHECK(replies::parse_probe(result.out, sample_config()).containers.empty());
    CHECK(calls_of(host, "inspect").empty());
}

TEST_CASE("a docker that does not answer fails the probe with its words") {
    for (const std::string verb : {"ps", "network-ls", "image-ls"}) {
        CAPTURE(verb);
        const FakeHost host;
        host.answer(verb, "Cannot connect to the Docker daemon\n", 1);

        const auto result = host.run(probe_host(sample_config()));

        CHECK(result.status != 0);
        CHECK(result.err == "Cannot connect to the Docker daemon\n");
        CHECK(result.out.empty());
    }
}

TEST_CASE("an inspection that keeps failing fails the probe") {
    const FakeHost host;
    host.answer("ps", "app/222222222222/app-web-v2\n");
    host.answer("inspect", "Error: something\n", 1);

    const auto result = host.run(probe_host(sample_config()));

    CHECK(result.status != 0);
    CHECK(result.err == "Error: something\n");
    CHECK(calls_of(host, "inspect").size() == 2);
}

namespace {

/// What a host answers to all that doctor asks of it.
replies::Machine examined(const FakeHost& host) {
    replies::Answers answers;
    for (const auto& command : examine_machine(sample_config())) {
        const auto result = host.run(command);
        ExecResult answer;
        answer.status = result.status;
        answer.out = result.out;
        answer.err = result.err;
        answers[command.name] = std::move(answer);
    }
    return replies::parse_machine(answers);
}

}  // namespace

TEST_CASE("doctor's questions are answered by a real shell, and change nothing") {
    const FakeHost host;
    host.answer("info", "24.0.5|x86_64|/var/lib/docker\n");

    const auto bare = examined(host);

    CHECK(bare.time.value() > 1'700'000'000);
    CHECK(bare.memory.value().total > bare.memory.value().available / 2);
    CHECK(bare.docker.state == replies::Docker::State::answers);
    CHECK_FALSE(bare.lock.has_value());
    CHECK(bare.folders.empty());
    CHECK_FALSE(bare.boot_config.has_value());
    CHECK(fs::is_empty(host.home()));
}

TEST_CASE("doctor sees a lock, folders of the app and the boot config of the proxy") {
    const FakeHost host;
    host.answer("info", "Cannot connect to the Docker daemon\n", 1);
    host.write(".kamal/apps/app/env/roles/web.env", "A=1\n");
    host.write(".kamal/apps/app/assets/volumes/web-v1/x", "");
    host.write(".kamal/proxy/options", "--publish 8080:80\n");
    CHECK(host.run(acquire_lock(sample_config(), details)).status == 0);

    const auto machine = examined(host);

    CHECK(machine.docker.state == replies::Docker::State::down);
    CHECK(machine.docker.says == "Cannot connect to the Docker daemon");
    CHECK(machine.lock.value().details == details.text());
    CHECK(machine.lock.value().since.value() <= machine.time.value());
    CHECK(machine.lock.value().since.value() > machine.time.value() - 60);
    CHECK(machine.folders == std::vector<std::string>{"assets/volumes/web-v1", "env/roles/web.env"});
    CHECK(machine.boot_config == "--publish 8080:80");
}

TEST_CASE("the room for Docker's data is asked for, or that of the root where there is none") {
    const FakeHost host;
    for (const std::string folder : {"/tmp", "/no such folder"}) {
        ExecResult answer;
        answer.out = host.run(ask_disk(folder)).out;
        CHECK(replies::parse_disk(answer).value().total > 0);
    }
}

TEST_CASE("an account is tried with a folder that is gone afterwards") {
    const FakeHost host;
    host.answer("context", "");
    for (const int status : {0, 1}) {
        host.answer("login", "unauthorized\n", status);
        auto command = try_account(sample_config().registry);
        command.line.insert(command.line.rfind("$(command"),
                            "printf '%s' \"$DOCKER_CONFIG\" > \"$HOME/folder\"; ");

        const auto result = host.run(command);

        CHECK(result.status == status);
        CHECK_FALSE(host.read("folder").empty());
        CHECK_FALSE(fs::exists(host.read("folder")));
    }
}
