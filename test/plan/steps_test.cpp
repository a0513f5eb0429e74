#include "plan/steps.hpp"

#include <doctest/doctest.h>

#include "support/sample_config.hpp"

using wheels::Author;
using wheels::Config;
using wheels::Sequence;
using wheels::plan::Voice;
using wheels::replies::Container;
using wheels::replies::HostFacts;

namespace {

Voice voice_of(const Config& config) {
    return {config, Author("deployer@test", "Deployer"), "2026-01-01T00:00:00Z"};
}

HostFacts facts_with(std::vector<Container> containers) {
    HostFacts facts;
    facts.containers = std::move(containers);
    return facts;
}

Container container(std::string name, std::string state = "running", std::string image = "") {
    Container c;
    c.id = "id-of-" + name;
    c.name = std::move(name);
    c.state = std::move(state);
    c.image_id = std::move(image);
    c.role = "web";
    return c;
}

bool stops(const Sequence& sequence, const std::string& container_name) {
    for (const auto& command : sequence) {
        if (command.line.find("docker stop") != std::string::npos &&
            command.line.find(container_name) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("stale containers are stopped and the serving one is not") {
    const auto config = wheels::test::sample_config();
    auto facts = facts_with({container("app-web-v1", "running", "aaa"),
                             container("app-web-v0", "running", "bbb"), container("app-web-old", "exited")});
    facts.latest_image_id = "bbb";

    const auto sequence = wheels::plan::stop_stale(voice_of(config), config.roles[0], facts);

    CHECK(sequence.size() == 1);
    CHECK(stops(sequence, "id-of-app-web-v1"));
}

TEST_CASE("only a container of the very version is renamed out of the way") {
    const auto config = wheels::test::sample_config();
    const auto voice = voice_of(config);
    const auto& web = config.roles[0];

    CHECK(wheels::plan::rename_clashing(voice, web, facts_with({container("app-web-v1")}), "x").empty());
    const auto renamed = wheels::plan::rename_clashing(
        voice, web, facts_with({container("app-web-v2", "exited")}), "v2_replaced_0");
    REQUIRE(renamed.size() == 2);
    CHECK(renamed[1].line == "docker rename app-web-v2 app-web-v2_replaced_0");
}

TEST_CASE("without facts the steps that depend on them say so") {
    const auto config = wheels::test::sample_config();
    const auto voice = voice_of(config);
    const auto facts = wheels::plan::unknown_facts();

    const auto renamed = wheels::plan::rename_clashing(voice, config.roles[0], facts, "v2_replaced_0");
    const auto stale = wheels::plan::stop_stale(voice, config.roles[0], facts);

    CHECK(renamed.back().condition == "if there is a container app-web-v2");
    CHECK_FALSE(stale.back().condition.empty());
    CHECK(wheels::plan::old_container(voice, config.roles[0], facts)->version == "<running version>");
}

TEST_CASE("before the boot a host gets error pages, then assets and certificate of each role") {
    auto config = wheels::test::sample_config();
    config.roles[0].asset_path.emplace();
    config.roles[0].asset_path->path = "/assets";
    config.roles[0].proxy->certificate.emplace();
    const auto facts = facts_with({container("app-web-v1")});

    const auto sequence = wheels::plan::prepare(voice_of(config), {&config.roles[0], &config.roles[1]}, facts,
                                                {{"404.html", "gone", "644"}});

    std::vector<std::string> names;
    for (const auto& command : sequence) names.push_back(command.name);
    CHECK(names == std::vector<std::string>{"make error page directory", "upload error page 404.html",
                                            "extract assets", "fill asset volumes",
                                            "make certificate directory", "upload certificate",
                                            "upload private key"});
    CHECK(sequence[3].line.find("volumes/web-v1") != std::string::npos);
    CHECK(wheels::plan::prepare(voice_of(config), {&config.roles[1]}, facts, {}).empty());
}

TEST_CASE("a registry without accounts is not logged in to") {
    auto config = wheels::test::sample_config();
    CHECK(wheels::plan::login(voice_of(config)).size() == 1);

    config.registry.server = "localhost:5000";

    CHECK(wheels::plan::login(voice_of(config)).empty());
}

TEST_CASE("the env file is on the host before the container that reads it") {
    const auto config = wheels::test::sample_config();

    const auto sequence = wheels::plan::start(voice_of(config), config.roles[0], "h1", "0123456789ab");

    REQUIRE(sequence.size() == 4);
    CHECK(sequence[2].name.find("env") != std::string::npos);
    CHECK(sequence[3].line.find("docker run --detach") == 0);
}
