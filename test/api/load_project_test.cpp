#include <doctest/doctest.h>

#include <string>

#include "support/recording_sink.hpp"
#include "support/run_loop.hpp"
#include "support/temp_dir.hpp"
#include "wheels/deploy.hpp"

namespace {

using namespace wheels;

const std::string minimal =
    "service: app\n"
    "image: org/app\n"
    "servers: [10.0.0.1]\n"
    "registry: {username: bob, password: [REGISTRY_PASSWORD]}\n";

/// A project in a folder of its own, loaded with real child processes.
struct Project {
    test::TempDir folder;
    test::RecordingSink sink;
    ProjectOptions options;
    Surroundings surroundings;

    Project() {
        surroundings.project_root = folder.path();
        surroundings.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", folder.path()}};
        options.version = "v1";
    }

    Config load() {
        asio::io_context loop;
        return test::run_loop(loop, load_project(options, surroundings, sink));
    }

    std::string error() {
        try {
            load();
        } catch (const Error& error) {
            return error.message();
        }
        return "no error";
    }
};

}  // namespace

TEST_CASE("a project is loaded with the secrets that its commands print") {
    Project project;
    project.folder.write("config/deploy.yml", minimal + "env: {secret: [TOKEN]}\n");
    project.folder.write(".kamal/secrets",
                         "REGISTRY_PASSWORD=$(cat password.txt)\nTOKEN=\"t-$REGISTRY_PASSWORD\"\n");
    project.folder.write("password.txt", "p$A'\"\\ \xc3\xa4\n");

    const auto config = project.load();

    CHECK(config.service == "app");
    CHECK(config.version == "v1");
    CHECK(config.registry.password.reveal() == "p$A'\"\\ \xc3\xa4");
    CHECK(config.roles.at(0).env_by_host.at("10.0.0.1").secret.at(0).value.reveal() == "t-p$A'\"\\ \xc3\xa4");
}

TEST_CASE("a mistake in deploy.yml is told before any command of the secrets file runs") {
    Project project;
    project.folder.write("config/deploy.yml", minimal + "retain_containers: 0\n");
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=$(touch ran; echo x)\n");

    CHECK(project.error() == "config/deploy.yml:5:20: retain_containers: Must retain at least 1 container");
    CHECK_FALSE(std::filesystem::exists(project.folder.path() + "/ran"));
}

TEST_CASE("secrets are not read for a verb that needs none") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=$(touch ran; echo x)\n");
    project.options.needs_secrets = false;

    const auto config = project.load();

    CHECK(config.registry.password.empty());
    CHECK_FALSE(std::filesystem::exists(project.folder.path() + "/ran"));
}

TEST_CASE("a failing command is an error that names file and line, and not what was printed") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "A=1\nREGISTRY_PASSWORD=$(echo hidden; exit 3)\n");

    CHECK(project.error() == ".kamal/secrets:2:1: REGISTRY_PASSWORD: its $(command) ended with status 3");
}

TEST_CASE("commands that do not need each other run at the same time") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    // Each waits for the other: one after the other would never end.
    project.folder.write(".kamal/secrets",
                         "REGISTRY_PASSWORD=$(touch a; until [ -e b ]; do sleep 0.01; done; echo x)\n"
                         "OTHER=$(touch b; until [ -e a ]; do sleep 0.01; done; echo y)\n");

    CHECK(project.load().secrets.at("OTHER").reveal() == "y");
}

TEST_CASE("without a version and a git repository the error names --release") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=x\n");
    project.options.version.reset();

    CHECK_THROWS_WITH_AS(
        project.load(),
        ("there is no git commit in " + project.folder.path() + " to take the version from").c_str(), Error);
}
