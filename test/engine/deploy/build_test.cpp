#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "deploy_bench.hpp"

using wheels::ErrorKind;
using wheels::test::DeployBench;
using wheels::test::ScriptedProcesses;
namespace event = wheels::event;

namespace {

/// A deploy that builds. `lines` are the commands of this machine, and the hooks, in the order of their
/// start.
struct BuildBench : DeployBench {
    BuildBench() {
        request = wheels::Request();
        config.builder.arches = {"amd64"};
        project.write("Dockerfile", "FROM scratch\n");
        environment = {{"HOME", project.path() + "/home"}, {"PATH", "/bin"}};
        processes.answer = [this](const wheels::ChildSpec& spec) {
            const auto line = spec.argv.back();
            lines.push_back(line);
            if (spec.input == wheels::ChildSpec::Input::bytes) inputs.push_back(spec.input_bytes.reveal());
            if (line.find("buildx build") != std::string::npos) built_in = spec.directory;
            return answer(line);
        };
    }

    ScriptedProcesses::Answer answer(const std::string& line) {
        if (line.find(" clone ") != std::string::npos && is_committed) make_clone(line);
        for (auto& [part, said] : answers) {
            if (line.find(part) == std::string::npos) continue;
            if (on_line) on_line(line);
            return said;
        }
        if (on_line) on_line(line);
        if (line.starts_with("test -e ")) return {std::filesystem::exists(path_in(line, 8)) ? 0 : 1, ""};
        if (line.starts_with("rm -rf ")) std::filesystem::remove_all(path_in(line, 7));
        if (line.ends_with("show-toplevel")) return {0, project.path() + "\n"};
        if (line.ends_with("rev-parse HEAD")) return {0, "c0ffee\n"};
        return {};
    }

    static std::string path_in(const std::string& line, std::size_t at) { return line.substr(at); }

    // `git -C PARENT clone …` of a repository with a Dockerfile.
    void make_clone(const std::string& line) const {
        const auto parent = line.substr(7, line.find(" clone ") - 7);
        const auto clone = parent + "/" + std::filesystem::path(project.path()).filename().string();
        std::filesystem::create_directories(clone);
        std::ofstream(clone + "/Dockerfile") << "FROM scratch\n";
    }

    bool started_line(const std::string& part) const { return position(part) < lines.size(); }
    std::size_t position(const std::string& part) const {
        const auto has = [&](const std::string& line) { return line.find(part) != std::string::npos; };
        return static_cast<std::size_t>(std::find_if(lines.begin(), lines.end(), has) - lines.begin());
    }
    bool reached_a_host() const {
        return std::any_of(hosts.hosts.begin(), hosts.hosts.end(),
                           [](const auto& h) { return !h.second.ran.empty(); });
    }

    std::vector<std::string> lines;
    std::vector<std::string> inputs;
    std::string built_in;
    bool is_committed = true;  ///< The Dockerfile.
    std::vector<std::pair<std::string, ScriptedProcesses::Answer>> answers;
    std::function<void(const std::string&)> on_line;
};

}  // namespace

TEST_CASE("a deploy builds and pushes from a clone before pre-deploy, and then deploys") {
    BuildBench bench;
    for (const auto* hook : {"pre-connect", "pre-build", "pre-deploy"}) bench.add_hook(hook);

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    const auto clone = bench.built_in;
    CHECK(clone.starts_with(bench.project.path() + "/home/.cache/wheels/clones/app-"));
    std::string told;
    for (const auto& line : bench.lines) told += line.substr(0, 60) + "\n";
    CAPTURE(told);
    const std::vector<std::string> order{".kamal/hooks/pre-connect",
                                         "docker --version && docker buildx version",
                                         "docker login registry.test:5000 -u deployer --password-stdin",
                                         ".kamal/hooks/pre-build",
                                         "git status",
                                         "git rev-parse --show-toplevel",
                                         "clone ",
                                         "docker buildx inspect kamal-local-docker-container",
                                         "docker buildx build --output=type=registry --platform linux/amd64 "
                                         "--builder kamal-local-docker-container -t "
                                         "registry.test:5000/org/app:v2 -t registry.test:5000/org/app:latest "
                                         "--label service=\"app\" --file Dockerfile .",
                                         ".kamal/hooks/pre-deploy"};
    for (std::size_t i = 1; i < order.size(); ++i) {
        CAPTURE(order[i]);
        CHECK(bench.started_line(order[i]));
        CHECK(bench.position(order[i - 1]) < bench.position(order[i]));
    }
    CHECK(bench.inputs == std::vector<std::string>{"registry-password"});
    CHECK(bench.hosts.is_served("h1", "app-web"));
}

TEST_CASE("with a context of its own the project's folder is built, and what is not committed is told") {
    BuildBench bench;
    bench.config.builder.context = ".";
    bench.answers = {{"status --porcelain", {0, " M app.rb\n?? new.rb\n"}}};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.built_in == bench.project.path());
    CHECK_FALSE(bench.started_line("clone"));
    bool told = false;
    for (const auto& notice : bench.sink.all<event::Notice>())
        told = told || notice.text == "Building with what is not committed: M app.rb, ?? new.rb";
    CHECK(told);
}

TEST_CASE("a missing builder is made, any other trouble with it ends the deploy") {
    BuildBench missing;
    missing.answers = {{"buildx inspect", {1, "ERROR: no builder \"kamal-local-docker-container\" found\n"}},
                       {"buildx rm", {1, ""}}};
    missing.run();
    CHECK_FALSE(missing.error.has_value());
    CHECK(missing.position("buildx rm") < missing.position("buildx create"));
    CHECK(missing.position("buildx create") < missing.position("buildx build"));

    BuildBench dead;
    dead.answers = {{"buildx inspect", {1, "Cannot connect to the Docker daemon\n"}}};
    dead.run();
    REQUIRE(dead.error.has_value());
    CHECK(dead.error->kind() == ErrorKind::command_failed);
    CHECK_FALSE(dead.started_line("buildx create"));
    CHECK_FALSE(dead.reached_a_host());
}

TEST_CASE("the machine of a new builder is logged in to before docker hears of it") {
    const struct {
        const char* what;
        bool refuses;
        bool has_ssh_config;
        bool made;
    } cases[] = {{"in reach", false, false, true},
                 {"out of reach", true, false, false},
                 {"known to docker's ssh alone", true, true, true}};
    for (const auto& c : cases) {
        CAPTURE(c.what);
        BuildBench bench;
        wheels::test::ScriptedHosts builders;
        bench.builder_connector = &builders;
        bench.config.builder.arches = {"arm64"};
        bench.config.builder.remote = "ssh://builder@b1:2222";
        bench.add_hook("post-deploy-failure");
        bench.answers = {{"docker info", {0, "x86_64\n"}},
                         {"buildx inspect", {1, "no compatible builder\n"}}};
        if (c.refuses) builders.refused.emplace("b1", wheels::Error(ErrorKind::connect, "refused"));
        if (c.has_ssh_config) bench.project.write("home/.ssh/config", "Host b1\n");

        bench.run();

        CHECK(bench.error.has_value() != c.made);
        CHECK(bench.started_line("buildx create") == c.made);
        CHECK(bench.started_line("buildx build") == c.made);
        if (c.made) continue;
        CHECK(bench.error->kind() == ErrorKind::connect);
        CHECK(bench.error->failures().at(0).step == "log in to the machine that builds");
        CHECK(bench.error->failures().at(0).hint ==
              "docker goes there with ssh: `ssh -p 2222 builder@b1 docker version` has to work without a "
              "question");
        CHECK_FALSE(bench.reached_a_host());
        CHECK(bench.started_line(".kamal/hooks/post-deploy-failure"));
    }
}

TEST_CASE("a failed build shows its last lines, touches no host, and runs the failure hook") {
    BuildBench bench;
    bench.add_hook("pre-deploy");
    bench.add_hook("post-deploy-failure");
    bench.answers = {{"buildx build", {1, "#1 step registry-password\n#2 ERROR: no space left\n"}}};

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::command_failed);
    CHECK(bench.error->message().find("build the image: exit status 1: #2 ERROR: no space left") !=
          std::string::npos);
    CHECK_FALSE(bench.reached_a_host());
    CHECK_FALSE(bench.started_line(".kamal/hooks/pre-deploy"));
    CHECK(bench.started_line(".kamal/hooks/post-deploy-failure"));
    std::vector<std::string> shown;
    for (const auto& line : bench.sink.all<event::BuildLine>()) shown.push_back(line.text);
    CHECK(shown == std::vector<std::string>{"#1 step [REDACTED]", "#2 ERROR: no space left"});
}

TEST_CASE("a pre-build hook that refuses means that nothing was built, and no failure hook runs") {
    BuildBench bench;
    bench.add_hook("pre-build");
    bench.add_hook("post-deploy-failure");
    bench.answers = {{"hooks/pre-build", {1, "no\n"}}};

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::hook_failed);
    CHECK_FALSE(bench.started_line("buildx build"));
    CHECK_FALSE(bench.started_line(".kamal/hooks/post-deploy-failure"));
}

TEST_CASE("an interruption of the build runs the failure hook, one of the pre-build hook does not") {
    const struct {
        const char* during;
        bool failure_hook;
    } cases[] = {{"buildx build", true}, {"hooks/pre-build", false}};
    for (const auto& c : cases) {
        CAPTURE(c.during);
        BuildBench bench;
        bench.add_hook("pre-build");
        bench.add_hook("post-deploy-failure");
        bench.on_line = [&](const std::string& line) {
            if (line.find(c.during) != std::string::npos) bench.interrupt.request(ErrorKind::interrupted_int);
        };

        bench.run();

        REQUIRE(bench.error.has_value());
        CHECK(bench.error->kind() == ErrorKind::interrupted_int);
        CHECK_FALSE(bench.reached_a_host());
        CHECK(bench.started_line(".kamal/hooks/post-deploy-failure") == c.failure_hook);
    }
}

TEST_CASE("without a Dockerfile nothing starts") {
    BuildBench bench;
    bench.config.builder.dockerfile = "docker/Dockerfile.prod";

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::config);
    CHECK(bench.error->message().starts_with(
        "docker/Dockerfile.prod: builder/dockerfile: there is no such file"));
    CHECK(bench.lines.empty());
}

TEST_CASE("a repository that git cannot read is an error, and a folder that is in none is built as it is") {
    const wheels::test::ScriptedProcesses::Answer dubious{
        128,
        "fatal: detected dubious ownership in repository\nTo add an exception for this directory, call:\n\n"
        "\tgit config --global --add safe.directory /srv\n"};
    BuildBench unreadable;
    unreadable.answers = {{"show-toplevel", dubious}};
    unreadable.project.write(".git/HEAD", "ref: refs/heads/main\n");
    unreadable.run();
    REQUIRE(unreadable.error.has_value());
    CHECK(unreadable.error->message() == "clone the repository: git cannot read the repository at " +
                                             unreadable.project.path() +
                                             ": fatal: detected dubious ownership in repository");
    CHECK(unreadable.error->failures().at(0).hint.starts_with(
        "run `git config --global --add safe.directory /srv`, or set"));
    CHECK_FALSE(unreadable.started_line("buildx build"));

    BuildBench none;
    none.answers = {{"show-toplevel", dubious}};
    none.run();
    CHECK_FALSE(none.error.has_value());
    CHECK(none.built_in == none.project.path());
}

TEST_CASE("a Dockerfile that is not committed is told by its name instead of being missed by docker") {
    BuildBench bench;
    bench.is_committed = false;
    bench.add_hook("post-deploy-failure");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->message() ==
          "build the image: Dockerfile is not committed, so it is not in the clone that is built");
    CHECK_FALSE(bench.started_line("buildx build"));
    CHECK_FALSE(bench.reached_a_host());
    CHECK(bench.started_line(".kamal/hooks/post-deploy-failure"));
}

TEST_CASE("when docker does not tell its architecture, the other machine builds") {
    BuildBench bench;
    bench.config.builder.remote = "ssh://root@10.0.0.9";
    bench.answers = {{"docker info", {1, "Cannot connect\n"}}};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.started_line("--builder kamal-remote-ssh---root-10-0-0-9 "));
}

TEST_CASE("a remote builder that cannot be reached by SSH is refused before it builds for a local registry") {
    BuildBench bench;
    bench.config.registry.server = "localhost:5000";
    bench.config.builder.remote = "tcp://10.0.0.9";
    bench.answers = {{"docker info", {0, "aarch64\n"}}};

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->message() ==
          "builder/remote: Local registry with remote builder requires an SSH URL (e.g., ssh://user@host)");
    CHECK_FALSE(bench.started_line("buildx build"));
}

TEST_CASE("a dry run names what the build would run, and runs none of it") {
    BuildBench bench;
    bench.config.builder.remote = "ssh://builder@10.0.0.9";

    bench.run_dry();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.lines.empty());
    bool planned = false;
    for (const auto& plan : bench.sink.all<event::Planned>())
        planned = planned || (plan.host == "local" && plan.text.starts_with("docker buildx build"));
    CHECK(planned);
}

TEST_CASE("build push stays on this machine, and its failure is no failed deploy") {
    BuildBench bench;
    bench.add_hook("post-deploy-failure");
    bench.request.verb = wheels::verb::BuildPush{"oci", true};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.started_line("docker buildx build --output=type=oci "));
    CHECK(bench.started_line(" --no-cache "));
    CHECK_FALSE(bench.reached_a_host());

    bench.answers = {{"buildx build", {1, ""}}};
    bench.run();
    CHECK(bench.error.has_value());
    CHECK_FALSE(bench.started_line(".kamal/hooks/post-deploy-failure"));
}

TEST_CASE("a clone that is there is brought to the commit, and a broken one is made anew") {
    BuildBench bench;
    bench.run();
    const auto clone = bench.built_in;
    std::filesystem::create_directories(clone + "/.git");
    bench.lines.clear();
    bench.answers = {{"reset --hard", {1, "fatal: bad object\n"}}};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.position("fetch origin") < bench.position("reset --hard c0ffee"));
    CHECK(bench.position("reset --hard c0ffee") < bench.position(" clone "));
    CHECK_FALSE(std::filesystem::exists(clone + "/.git"));
}
