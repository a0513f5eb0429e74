#include "commands/builder.hpp"

#include <doctest/doctest.h>

#include "commands/git_clone.hpp"
#include "commands/replies.hpp"

using namespace wheels;
using commands::BuildOptions;
using commands::ImageBuilder;

namespace {

Config project() {
    Config config;
    config.service = "app";
    config.image = "org/app";
    config.version = "v1";
    config.builder.arches = {"amd64"};
    return config;
}

Config remote_project() {
    auto config = project();
    config.builder.arches = {"amd64", "arm64"};
    config.builder.remote = "ssh://app@10.0.0.9:2222";
    return config;
}

SecretVariable secret(const std::string& name, const std::string& value) {
    SecretVariable variable;
    variable.name = name;
    variable.value = Secret(value);
    return variable;
}

std::string build(const Config& config, const BuildOptions& options = {}) {
    return ImageBuilder(config, "amd64").build(options).line;
}

std::string line(const std::optional<Command>& command) {
    return command ? command->line : "nothing";
}

}  // namespace

TEST_CASE("a build on this machine goes through a builder of its own and is pushed with both tags") {
    CHECK(build(project()) ==
          "docker buildx build --output=type=registry --platform linux/amd64 --builder "
          "kamal-local-docker-container "
          "-t org/app:v1 -t org/app:latest --label service=\"app\" --file Dockerfile .");
}

TEST_CASE("every setting of the builder is in its line, and no secret is") {
    auto config = project();
    config.registry.server = "reg.test:5000";
    config.destination = "staging";
    config.builder.arches = {"amd64", "arm64"};
    config.builder.dockerfile = "docker/Dockerfile.prod";
    config.builder.target = "prod";
    config.builder.args = {{"RUBY", "3.3"}, {"EMPTY", ""}, {"ODD", "a \"b\" $c"}};
    config.builder.secrets = {secret("TOKEN", "hunter2")};
    config.builder.ssh = "default=$SSH_AUTH_SOCK";
    config.builder.cache = Builder::Cache{"registry", "mode=max", std::nullopt};
    config.builder.provenance = "mode=max";
    config.builder.sbom = "true";
    config.builder.context = "./sub dir";
    BuildOptions options;
    options.no_cache = true;

    const auto command = ImageBuilder(config, "amd64").build(options);

    CHECK(
        command.line ==
        "docker buildx build --output=type=registry --platform linux/amd64,linux/arm64 --builder "
        "kamal-local-docker-container -t reg.test:5000/org/app:v1 -t reg.test:5000/org/app:latest-staging "
        "--cache-to type=registry,ref=reg.test:5000/org/app-build-cache,mode=max "
        "--cache-from type=registry,ref=reg.test:5000/org/app-build-cache --label service=\"app\" "
        "--build-arg RUBY=\"3.3\" --build-arg EMPTY --build-arg ODD=\"a \\\"b\\\" \\$c\" --secret "
        "id=\"TOKEN\" "
        "--file docker/Dockerfile.prod --target prod --ssh \"default=$SSH_AUTH_SOCK\" --provenance mode=max "
        "--sbom true --no-cache \"./sub dir\"");
    REQUIRE(command.environment.size() == 1);
    CHECK(command.environment[0].name == "TOKEN");
    CHECK(command.environment[0].value.reveal() == "hunter2");
}

TEST_CASE("the docker driver needs no builder") {
    auto config = project();
    config.builder.driver = "docker";
    const ImageBuilder builder(config, "amd64");

    CHECK(build(config) ==
          "docker buildx build --output=type=registry --platform linux/amd64 -t org/app:v1 -t org/app:latest "
          "--label service=\"app\" --file Dockerfile .");
    CHECK_FALSE(builder.inspect());
    CHECK_FALSE(builder.create());
    CHECK_FALSE(builder.remove());
    CHECK(builder.details().line == "docker context ls && docker buildx ls");
}

TEST_CASE("a development build stays on this machine and says that it is dirty") {
    BuildOptions options;
    options.output = "docker";
    options.dirty = true;

    CHECK(build(project(), options) ==
          "docker buildx build --output=type=docker --platform linux/amd64 --builder "
          "kamal-local-docker-container "
          "-t org/app:v1-dirty -t org/app:latest-dirty --label service=\"app\" --file Dockerfile .");
}

TEST_CASE("GitHub's cache is read with the options that reading takes") {
    auto config = project();
    config.builder.cache = Builder::Cache{"gha", "mode=max,scope=app,url=u", std::nullopt};

    CHECK(build(config).find(
              "--cache-to type=gha,mode=max,scope=app,url=u --cache-from type=gha,scope=app,url=u ") !=
          std::string::npos);
}

TEST_CASE("a cache image of its own takes the place of the app's") {
    auto config = project();
    config.builder.cache = Builder::Cache{"registry", std::nullopt, "org/cache"};

    CHECK(build(config).find(
              "--cache-to type=registry,ref=org/cache --cache-from type=registry,ref=org/cache ") !=
          std::string::npos);
}

TEST_CASE("a cache of no type is no cache") {
    auto config = project();
    config.builder.cache = Builder::Cache{"", "mode=max", "org/cache"};

    CHECK(build(config) == build(project()));
}

TEST_CASE("where the image is built follows from the architectures wanted and the one that is here") {
    auto config = remote_project();
    CHECK(ImageBuilder(config, "amd64").kind() == ImageBuilder::Kind::hybrid);
    CHECK(ImageBuilder(config, "riscv64").kind() == ImageBuilder::Kind::remote);

    config.builder.arches = {"amd64"};
    CHECK(ImageBuilder(config, "amd64").kind() == ImageBuilder::Kind::local);
    CHECK(ImageBuilder(config, "arm64").kind() == ImageBuilder::Kind::remote);

    config.builder.local = false;
    CHECK(ImageBuilder(config, "amd64").kind() == ImageBuilder::Kind::remote);

    config = project();
    config.builder.pack = Builder::Pack{"heroku/builder:24", {}};
    CHECK(ImageBuilder(config, "arm64").kind() == ImageBuilder::Kind::pack);

    config = project();
    config.builder.driver = "cloud org/builder";
    CHECK(ImageBuilder(config, "arm64").kind() == ImageBuilder::Kind::cloud);
}

TEST_CASE("a builder on another machine is reached over a docker context of its own") {
    auto config = remote_project();
    config.builder.local = false;
    const ImageBuilder builder(config, "amd64");
    const auto command = builder.build({});

    CHECK(command.line.find("--platform linux/amd64,linux/arm64 --builder "
                            "kamal-remote-ssh---app-10-0-0-9-2222 ") != std::string::npos);
    CHECK(line(builder.create()) ==
          "docker context create kamal-remote-ssh---app-10-0-0-9-2222-context --description "
          "'kamal-remote-ssh---app-10-0-0-9-2222 host' --docker host=ssh://app@10.0.0.9:2222 ; docker buildx "
          "create "
          "--name kamal-remote-ssh---app-10-0-0-9-2222 kamal-remote-ssh---app-10-0-0-9-2222-context");
    CHECK(line(builder.remove()) ==
          "docker context rm kamal-remote-ssh---app-10-0-0-9-2222-context ; docker buildx rm "
          "kamal-remote-ssh---app-10-0-0-9-2222");
    CHECK(line(builder.inspect()) ==
          "docker buildx inspect kamal-remote-ssh---app-10-0-0-9-2222 | grep -q "
          "'Endpoint:.*kamal-remote-ssh---app-10-0-0-9-2222-context' && docker context inspect "
          "kamal-remote-ssh---app-10-0-0-9-2222-context --format '{{.Endpoints.docker.Host}}' | grep -xqF "
          "ssh://app@10.0.0.9:2222 || (echo no compatible builder && exit 1)");
    CHECK(builder.details().line == "docker context ls ; docker buildx ls");
    REQUIRE(command.environment.size() == 1);
    CHECK(command.environment[0].name == "BUILDKIT_NO_CLIENT_TOKEN");
    CHECK_FALSE(builder.logs_in_locally());
}

TEST_CASE("a hybrid builder has a part on each machine") {
    auto config = remote_project();
    config.registry.server = "localhost:5000";
    const std::string name = "kamal-hybrid-docker-container-ssh---app-10-0-0-9-2222-local-registry";

    CHECK(line(ImageBuilder(config, "amd64").create()) ==
          "docker buildx create --platform linux/amd64 --name " + name +
              " --driver=docker-container --driver-opt network=host && docker context create " + name +
              "-context --description '" + name +
              " host' --docker host=ssh://app@10.0.0.9:2222 && docker buildx create --platform linux/arm64 "
              "--append "
              "--name " +
              name + " --driver-opt network=host " + name + "-context");
}

TEST_CASE("the builder for a local registry shares this machine's network and needs no login") {
    auto config = project();
    config.registry.server = "localhost:5000";
    const ImageBuilder builder(config, "amd64");

    CHECK(line(builder.create()) ==
          "docker buildx create --name kamal-local-registry-docker-container --driver=docker-container "
          "--driver-opt network=host");
    CHECK(line(builder.inspect()) == "docker buildx inspect kamal-local-registry-docker-container");
    CHECK(line(builder.remove()) == "docker buildx rm kamal-local-registry-docker-container");
    CHECK_FALSE(builder.logs_in_locally());
    CHECK(ImageBuilder(project(), "amd64").logs_in_locally());
}

TEST_CASE("the build cloud is made by its driver and used by its name") {
    auto config = project();
    config.builder.driver = "cloud org/builder";
    const ImageBuilder builder(config, "amd64");

    CHECK(line(builder.create()) == "docker buildx create --driver cloud org/builder");
    CHECK(line(builder.inspect()) == "docker buildx inspect cloud-org-builder");
    CHECK(line(builder.remove()) == "docker buildx rm cloud-org-builder");
    CHECK(build(config).find("--builder cloud-org-builder ") != std::string::npos);
}

TEST_CASE("buildpacks build and push in two steps, with secrets by the environment") {
    auto config = project();
    config.builder.pack = Builder::Pack{"heroku/builder:24", {"heroku/ruby", "heroku/procfile"}};
    config.builder.args = {{"A", "1"}};
    config.builder.secrets = {secret("TOKEN", "hunter2")};
    BuildOptions options;
    options.no_cache = true;
    const ImageBuilder builder(config, "amd64");

    const auto command = builder.build(options);

    CHECK(
        command.line ==
        "pack build org/app --platform linux/amd64 --creation-time now --builder heroku/builder:24 "
        "--buildpack "
        "heroku/ruby --buildpack heroku/procfile --buildpack paketo-buildpacks/image-labels -t org/app:v1 -t "
        "org/app:latest --clear-cache --env BP_IMAGE_LABELS=service=app --env A=\"1\" --env TOKEN --path . "
        "&& docker "
        "push org/app:v1 && docker push org/app:latest");
    CHECK(command.environment.at(0).value.reveal() == "hunter2");
    CHECK(line(builder.inspect()) == "pack builder inspect heroku/builder:24");
    CHECK_FALSE(builder.create());
    CHECK_FALSE(builder.remove());

    options.output = "docker";
    CHECK(builder.build(options).line.find("docker push") == std::string::npos);
}

TEST_CASE("what docker says of its architecture and of a missing builder is understood") {
    CHECK(replies::architecture("x86_64\n") == "amd64");
    CHECK(replies::architecture("aarch64") == "arm64");
    CHECK(replies::architecture("riscv64\n") == "riscv64");

    CHECK(replies::builder_missing("ERROR: no builder \"kamal-local-docker-container\" found"));
    CHECK(replies::builder_missing("no compatible builder\n"));
    CHECK_FALSE(replies::builder_missing("Cannot connect to the Docker daemon"));
    CHECK_FALSE(replies::builder_missing(""));
}

TEST_CASE("a clone has a place per project, and the build runs where the project lies in it") {
    const auto place = commands::clone_place("/c", "app", "/home/me/my repo/web", "/home/me/my repo");
    CHECK(place.clone == place.parent + "/my repo");
    CHECK(place.build_directory == place.clone + "/web");
    CHECK(place.parent.starts_with("/c/app-"));
    CHECK(place.parent != commands::clone_place("/c", "app", "/other/web", "/other").parent);

    const auto whole = commands::clone_place("/c", "app", "/repo", "/repo");
    CHECK(whole.build_directory == whole.clone);
}

TEST_CASE("a clone is made, or brought to the commit, whatever the paths are called") {
    const auto place = commands::clone_place("/c", "app", "/my repo", "/my repo");

    CHECK(commands::clone_repository("/my repo", place).line ==
          "git -C " + place.parent + " clone '/my repo' --recurse-submodules");
    std::string steps;
    for (const auto& step : commands::reset_clone("/my repo", place, "abc")) steps += step.line + "\n";
    const auto git = "git -C '" + place.clone + "' ";
    CHECK(steps == git + "remote set-url origin '/my repo'\n" + git + "fetch origin\n" + git +
                       "reset --hard abc\n" + git + "clean -fdx\n" + git + "submodule update --init\n" + git +
                       "gc --auto --quiet\n");
    CHECK(commands::clone_changes(place).line == git + "status --porcelain");
    CHECK(commands::clone_revision(place).line == git + "rev-parse HEAD");
}
