#include "config/merge.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "load.hpp"

namespace {

using namespace wheels;

test::Loaded load_both(const std::string& base, const std::string& over) {
    test::Texts texts(base);
    texts.over = over;
    texts.destination = "x";
    return test::load(texts);
}

}  // namespace

TEST_CASE("a destination's maps are merged, everything else is replaced") {
    const auto loaded = load_both(test::minimal + "env: {A: 1, B: 2}\nvolumes: [/a, /b]\nlabels: {x: y}\n",
                                  "env: {B: 3, C: 4}\nvolumes: [/c]\nservers: {web: [10.0.0.9]}\n");

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.roles.at(0).hosts == std::vector<std::string>{"10.0.0.9"});
    CHECK(loaded.config.roles.at(0).env_by_host.at("10.0.0.9").clear ==
          Pairs{{"A", "1"}, {"B", "3"}, {"C", "4"}});
    CHECK(loaded.config.volumes == std::vector<std::string>{"/c"});
    CHECK(loaded.config.roles.at(0).labels == Pairs{{"x", "y"}});
    CHECK(loaded.config.service_and_destination() == "app-x");
}

TEST_CASE("large files are merged in time that grows with their size") {
    std::string base = test::minimal + "labels:\n";
    std::string over = "labels:\n";
    for (int i = 0; i < 20'000; ++i) {
        base += "  a" + std::to_string(i) + ": x\n";
        over += "  b" + std::to_string(i) + ": y\n";
    }

    CHECK(load_both(base, over).config.roles.at(0).labels.size() == 40'000);
}

TEST_CASE("host and hosts of a proxy give way to each other, in a destination and in a role") {
    const auto loaded = load_both(
        test::minimal + "proxy: {host: a.test, path_prefix: /a}\n",
        "proxy: {hosts: [b.test, c.test]}\n"
        "servers: {web: {hosts: [h]}, api: {hosts: [i], proxy: {host: d.test, path_prefixes: [/d]}}}\n");

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.role("web").proxy->hosts == std::vector<std::string>{"b.test", "c.test"});
    CHECK(loaded.config.role("web").proxy->path_prefixes == std::vector<std::string>{"/a"});
    CHECK(loaded.config.role("api").proxy->hosts == std::vector<std::string>{"d.test"});
    CHECK(loaded.config.role("api").proxy->path_prefixes == std::vector<std::string>{"/d"});
}

TEST_CASE("a destination moves an accessory to other hosts") {
    const auto loaded = load_both(test::minimal + "accessories: {db: {image: i, host: h}}\n",
                                  "accessories: {db: {roles: [web]}}\n");

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.accessories.at(0).hosts == std::vector<std::string>{"10.0.0.1"});
}

TEST_CASE("problems name the file that they stand in") {
    const auto loaded = load_both(test::minimal + "retain_containers: 0\n", "deploy_timeout: soon\n");

    CHECK(loaded.problems() == std::vector<std::string>{
                                   "deploy.x.yml:1:17: deploy_timeout: should be an integer, but is a string",
                                   "deploy.yml:5:20: retain_containers: Must retain at least 1 container",
                               });
}
