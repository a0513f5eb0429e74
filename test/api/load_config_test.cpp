#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "project.hpp"

namespace {

using namespace wheels;
using test::Project;

const std::string minimal = test::minimal_project;

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

TEST_CASE("of two commands the one that failed is told, not the one that was stopped for it") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    // The second fails when the first is under way, which then waits for what never comes.
    project.folder.write(".kamal/secrets",
                         "REGISTRY_PASSWORD=$(touch a; until [ -e b ]; do sleep 0.01; done; echo x)\n"
                         "C=$(until [ -e a ]; do sleep 0.01; done; exit 7)\n");

    CHECK(project.error() == ".kamal/secrets:2:1: C: its $(command) ended with status 7");
}

TEST_CASE("a builder that is wrong or empty is told once") {
    Project project;
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\n");
    project.options.builds = true;

    project.folder.write("config/deploy.yml", minimal + "builder: {}\n");
    CHECK(
        project.error() ==
        "config/deploy.yml:5:10: builder/arch: Builder arch not set: add `arch: amd64` (or arm64, or both)");
    project.folder.write("config/deploy.yml", minimal + "builder: false\n");
    CHECK(project.error() == "config/deploy.yml:5:10: builder: should be a map, but is a boolean");
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

    project.options.version_is = ProjectOptions::Version::needed;
    CHECK_THROWS_WITH_AS(
        project.load(),
        ("there is no git commit in " + project.folder.path() + " to take the version from").c_str(), Error);
}

TEST_CASE("a destination merges its file and has its secrets instead of the plain ones") {
    Project project;
    project.folder.write("config/deploy.yml", minimal + "env: {secret: [COMMON, OWN]}\n");
    project.folder.write("config/deploy.staging.yml", "servers: [10.0.0.9]\n");
    project.folder.write(".kamal/secrets-common", "COMMON=common\nOWN=common\nREGISTRY_PASSWORD=p\n");
    project.folder.write(".kamal/secrets", "OWN=plain\n");
    project.folder.write(".kamal/secrets.staging", "OWN=staging-$COMMON\n");
    project.options.destination = "staging";

    const auto staging = project.load();
    project.options.destination.reset();
    const auto plain = project.load();

    CHECK(staging.destination == "staging");
    CHECK(staging.primary_host() == "10.0.0.9");
    CHECK(staging.secrets.at("OWN").reveal() == "staging-common");
    CHECK(plain.primary_host() == "10.0.0.1");
    CHECK(plain.secrets.at("OWN").reveal() == "plain");
    CHECK(plain.secrets.at("COMMON").reveal() == "common");
}

TEST_CASE("files that are not there, not readable or misnamed are errors that name them") {
    Project project;
    CHECK(project.error() ==
          "config/deploy.yml: Configuration file not found in config/deploy.yml: run this in the project's "
          "folder, "
          "or name the file with --config-file; `wheels deploy init` writes a new one");
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\n");
    project.options.destination = "nowhere";
    CHECK(project.error() ==
          "config/deploy.nowhere.yml: Configuration file not found in config/deploy.nowhere.yml: there is no "
          "file for "
          "any destination");
    project.folder.write("config/deploy.staging.yml", "");
    project.folder.write("config/deploy.production.yml", "");
    CHECK(project.error() ==
          "config/deploy.nowhere.yml: Configuration file not found in config/deploy.nowhere.yml: there are "
          "files for "
          "production, staging");
    project.options.destination = "stagin";
    CHECK(project.error() ==
          "config/deploy.stagin.yml: Configuration file not found in config/deploy.stagin.yml: is the "
          "destination "
          "`staging` meant?");
    project.options.destination = "../x";
    CHECK(project.error() == "'../x' is no destination");
    project.options.destination.reset();
    project.options.config_file = "config";
    CHECK(project.error() == "config: cannot be read: it is a folder");
    project.options.config_file = project.folder.path() + "/config/deploy.yml";
    CHECK(project.error() == "no error");
}

TEST_CASE("a file that never ends is no deploy.yml, and fills no memory") {
    Project project;
    project.options.config_file = "/dev/zero";

    CHECK(project.error() == "/dev/zero: cannot be read: it does not end within 64 MiB");
}

TEST_CASE("a secret that is missing names the files that were looked in and the line that asks") {
    Project project;
    project.folder.write("config/deploy.yml", minimal + "secrets_path: my/secrets\n");
    CHECK(project.error() ==
          "config/deploy.yml:4:38: registry/password/0: secret 'REGISTRY_PASSWORD' not found, there is no "
          "secrets file "
          "(my/secrets-common, my/secrets): add REGISTRY_PASSWORD=… to my/secrets");

    project.folder.write("my/secrets", "REGISTRY_PASWORD=p\n");

    CHECK(project.error() ==
          "config/deploy.yml:4:38: registry/password/0: secret 'REGISTRY_PASSWORD' not found in my/secrets: "
          "did you "
          "mean 'REGISTRY_PASWORD'?");
}

TEST_CASE("a value where the name of a secret should be is told with the name") {
    Project project;
    project.folder.write(".kamal/secrets", "TOKEN=hunter2\n");
    for (const auto* written : {"$TOKEN", "'${TOKEN}'"}) {
        CAPTURE(written);
        project.folder.write("config/deploy.yml",
                             "service: app\nimage: i\nservers: [h]\nregistry: {username: u, password: [" +
                                 std::string(written) + "]}\n");

        CHECK(project.error() ==
              "config/deploy.yml:4:36: registry/password/0: should be the name of a secret, not its value: "
              "write TOKEN");
    }
}

TEST_CASE("`kamal secrets` behind a pipe, where there is no Kamal, says how it needs none") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=$(true | kamal secrets extract A)\n");

    const auto error = project.error();

    CHECK(error.find("ended with status 127") != std::string::npos);
    CHECK(error.ends_with(
        "`kamal secrets …` needs no Kamal where it is the whole command: leave out pipes, and put "
        "JSON that no `kamal secrets fetch` printed into single quotes"));
}

TEST_CASE("${VAR} of a secrets file is read even for a verb that needs no secrets") {
    Project project;
    project.folder.write("config/deploy.yml", minimal + "volumes:\n  - ${PLACE}:/data\n  - ${FROM_ENV}:/x\n");
    project.folder.write(".kamal/secrets", "PLACE=$(echo there)\n");
    project.options.needs_secrets = false;
    project.surroundings.environment["FROM_ENV"] = "env";

    const auto config = project.load();

    CHECK(config.volumes == std::vector<std::string>{"there:/data", "env:/x"});
    CHECK(config.sensitive().at(0) == Secret("there"));
}

TEST_CASE("secrets are read for hooks that get them, though deploy.yml asks for none") {
    Project project;
    const std::string without =
        "service: app\nimage: i\nservers: [h]\nregistry: {username: u, password: p}\n";
    project.folder.write("config/deploy.yml", without);
    project.folder.write(".kamal/secrets", "A=$(echo a)\n");
    CHECK(project.load().secrets.empty());
    project.folder.write(".kamal/hooks/pre-connect", "#!/bin/sh\n", 0755);
    CHECK(project.load().secrets.at("A").reveal() == "a");

    Project other;
    other.folder.write("config/deploy.yml", without + "x-wheels: {hooks_env: kamal}\n");
    other.folder.write(".kamal/secrets", "A=a\n");

    CHECK(other.load().secrets.at("A").reveal() == "a");
}

TEST_CASE("the commands of a secrets file know the environment and the destination, and run in the project") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write("config/deploy.x.yml", "");
    project.folder.write(".kamal/secrets.x",
                         "REGISTRY_PASSWORD=$(echo \"\\$MINE/\\$KAMAL_DESTINATION/\"; ls)\n");
    project.options.destination = "x";
    project.surroundings.environment["MINE"] = "mine";

    CHECK(project.load().registry.password.reveal() == "mine/x/\nconfig");
}

TEST_CASE(
    "the version is the given one, else $VERSION, else git's short commit id, or the full one on request") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets",
                         "REGISTRY_PASSWORD=$(git init -q . && git -c user.name=n -c user.email=e commit -q "
                         "--allow-empty -m x && echo p)\n");
    project.load();
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\n");

    project.options.version.reset();
    const auto brief = project.load().version;
    project.folder.write("config/deploy.yml", minimal + "x-wheels: {version: full}\n");
    const auto full = project.load().version;
    project.surroundings.environment["VERSION"] = "from-env";
    const auto from_env = project.load().version;
    project.options.version = "given";

    CHECK(brief.size() < full.size());
    CHECK(full.size() == 40);
    CHECK(full.rfind(brief, 0) == 0);
    CHECK(from_env == "from-env");
    CHECK(project.load().version == "given");
}

TEST_CASE("a run that builds from a dirty folder says so in the version, as Kamal does") {
    Project project;
    const std::string builder = "builder: {arch: amd64, context: .}\n";
    project.folder.write("config/deploy.yml", minimal + builder);
    project.folder.write(".kamal/secrets",
                         "REGISTRY_PASSWORD=$(git init -q . && git -c user.name=n -c user.email=e commit -q "
                         "--allow-empty -m x && echo p)\n");
    project.load();
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\n");
    project.options.version.reset();
    const auto clean = project.load().version;
    project.options.builds = true;
    const auto dirty = project.load().version;
    project.folder.write("config/deploy.yml", minimal + "builder: {arch: amd64}\n");
    const auto from_clone = project.load().version;

    CHECK(dirty.rfind(clean + "_uncommitted_", 0) == 0);
    CHECK(dirty.size() == clean.size() + std::string("_uncommitted_").size() + 16);
    CHECK(from_clone == clean);
}

TEST_CASE("what cannot be the tag of an image is no version") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\n");
    for (const auto* version : {"", "a b", "a;rm", "-v", "$(x)", "a/b", ".a"}) {
        CAPTURE(version);
        project.options.version = version;

        CHECK(project.error() ==
              "'" + std::string(version) + "' cannot be a version, because it is the tag of an image");
    }
}

TEST_CASE("a run that builds needs a builder, others do without") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\n");
    CHECK(project.error() == "no error");
    project.options.builds = true;

    CHECK(project.error() ==
          "config/deploy.yml:1:1: builder/arch: Builder arch not set: add `builder: {arch: amd64}`");
}

TEST_CASE("warnings are told once, with file and line, and hooks of old Kamal versions are refused") {
    Project project;
    project.folder.write("config/deploy.yml", minimal + "volumes: [a]\nvolumes: [\"${NOT_SET}\"]\n");
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\nnonsense here\n");

    project.load();

    std::vector<std::string> warnings;
    for (const auto& notice : project.sink.all<event::Notice>()) warnings.push_back(notice.text);
    REQUIRE(warnings.size() == 3);
    CHECK(warnings[0] == "config/deploy.yml:6:1: volumes: stands here twice: the last one counts");
    CHECK(warnings[1].rfind("config/deploy.yml:6:11: volumes/0: ${NOT_SET} is set neither", 0) == 0);
    CHECK(warnings[2] == ".kamal/secrets:2:1: this line is no NAME=value and is left out");
    project.folder.write(".kamal/hooks/pre-traefik-reboot", "");
    CHECK(project.error() ==
          ".kamal/hooks/pre-traefik-reboot: Found pre-traefik-reboot, which should be renamed to "
          "(pre|post)-proxy-reboot");
}

TEST_CASE("cancelling ends the commands of the secrets file") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=$(sleep 60)\nOTHER=$(sleep 60)\n");
    asio::io_context loop;
    asio::cancellation_signal stop;
    std::exception_ptr error;
    const auto on_done = [&](std::exception_ptr e, const Config&) { error = e; };
    asio::co_spawn(loop, api::load_config(project.options, project.surroundings, project.sink),
                   asio::bind_cancellation_slot(stop.slot(), on_done));
    asio::steady_timer timer(loop, std::chrono::milliseconds(200));
    timer.async_wait([&](asio::error_code) { stop.emit(asio::cancellation_type::terminal); });
    const auto start = std::chrono::steady_clock::now();

    loop.run();

    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    CHECK_THROWS_AS(std::rethrow_exception(error), asio::system_error);
}

TEST_CASE("accessories on one host can have one certificate, and not two") {
    Project project;
    const std::string two =
        "accessories:\n"
        "  a: {image: a, host: 192.0.2.1, proxy: {host: a.test, ssl: {certificate_pem: C1, private_key_pem: "
        "K}}}\n"
        "  b: {image: b, host: HOST, proxy: {host: b.test, ssl: {certificate_pem: C2, private_key_pem: "
        "K}}}\n";
    const auto error_with = [&](const std::string& host, const std::string& second) {
        auto text = minimal + two;
        text.replace(text.find("HOST"), 4, host);
        project.folder.write("config/deploy.yml", text);
        project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\nK=key\nC1=one\nC2=" + second + "\n");
        return project.error();
    };

    CHECK(error_with("192.0.2.1", "two").find("accessory a has another certificate on 192.0.2.1") !=
          std::string::npos);
    CHECK(error_with("192.0.2.1", "one") == "no error");
    CHECK(error_with("192.0.2.2", "two") == "no error");
}

TEST_CASE("hooks that would be looked for in a folder that is not there are no small matter") {
    Project project;
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=p\n");
    const auto error_with = [&](const std::string& path) {
        project.folder.write("config/deploy.yml", minimal + std::string("hooks_path: ") + path + "\n");
        return project.error();
    };

    CHECK(error_with("nowhere").find("there is no folder nowhere, so no hook would run") !=
          std::string::npos);
    CHECK(error_with("~/hooks").find("`~` means nothing here") != std::string::npos);
    project.folder.write("ops/hooks/pre-deploy", "#!/bin/sh\n", 0755);
    CHECK(error_with("ops/hooks") == "no error");
}

TEST_CASE("an empty secret is told before anything starts") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    for (const auto& [text, why] :
         {std::pair("$NOT_SET", "takes it from $NOT_SET"), std::pair("", "gives it no value"),
          std::pair("$(true)", "printed nothing")}) {
        CAPTURE(text);
        project.folder.write(".kamal/secrets", std::string("REGISTRY_PASSWORD=") + text + "\n");
        CHECK(project.error().find("registry/password/0: secret 'REGISTRY_PASSWORD' is empty") !=
              std::string::npos);
        CHECK(project.error().find(why) != std::string::npos);
    }
}

TEST_CASE("the advice about an unclear variable can be read, though its line counts as a secret") {
    Project project;
    project.folder.write("config/deploy.yml", minimal);
    project.folder.write(".kamal/secrets", "REGISTRY_PASSWORD=${X:-default}\n");

    CHECK(project.error().ends_with("let a shell do the rest, as in $(echo \"\\${X:-VALUE}\")"));
}
