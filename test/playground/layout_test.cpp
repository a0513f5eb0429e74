#include "playground/layout.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "playground/docker_lines.hpp"
#include "playground/http.hpp"
#include "playground/identity.hpp"
#include "wheels/error.hpp"

using namespace wheels;
using namespace wheels::playground;

namespace {

Config shop() {
    Config config;
    config.service = "shop";
    config.ssh.user = "deploy";
    Role web;
    web.name = "web";
    web.hosts = {"192.0.2.10", "root@Web2.example:2222"};
    web.proxy.emplace();
    web.proxy->hosts = {"shop.example", "*.shop.example"};
    web.proxy->path_prefixes = {"/shop"};
    web.proxy->run.emplace();
    web.proxy->run->http_port = 8080;
    Role jobs;
    jobs.name = "jobs";
    jobs.hosts = {"2001:db8::1"};
    config.roles = {web, jobs};
    Accessory db;
    db.name = "db";
    db.hosts = {"db.example"};
    db.image = "mysql:8";
    config.accessories = {db};
    return config;
}

}  // namespace

TEST_CASE("every host has a container that goes by its name and address") {
    const auto places = layout_of(shop());

    REQUIRE(places.size() == 4);
    CHECK(places[0].host == "192.0.2.10");
    CHECK(places[0].name == "192-0-2-10");
    CHECK_FALSE(places[0].alias.has_value());
    CHECK(places[0].address == "192.0.2.10");
    CHECK(places[0].user == "deploy");
    CHECK(places[0].http_port == 8080);
    CHECK(places[1].host == "root@Web2.example:2222");
    CHECK(places[1].alias == "web2.example");
    CHECK(places[1].user == "root");
    CHECK_FALSE(places[2].address.has_value());
    CHECK_FALSE(places[2].alias.has_value());
    CHECK_FALSE(places[2].http_port.has_value());
    CHECK(places[3].alias == "db.example");
}

TEST_CASE("hosts that look alike are told apart, and no address of a machine itself leads elsewhere") {
    auto config = shop();
    config.roles.back().hosts = {
        "web_1", "web-1", "web.1", std::string(70, 'a'), std::string(70, 'a') + "b", "127.0.0.1"};

    const auto places = layout_of(config);

    std::set<std::string> names;
    for (const auto& place : places) {
        CHECK(place.name.size() <= 63);
        names.insert(place.name);
    }
    CHECK(names.size() == places.size());
    CHECK(names.count("web-1") == 1);
    CHECK(places[3].alias == "web-1");
    CHECK(places[3].name == "web-1");
    CHECK(places[7].host == "127.0.0.1");
    CHECK_FALSE(places[7].address.has_value());
}

TEST_CASE("more hosts than there is room for are refused before any is begun") {
    auto config = shop();
    config.roles.front().hosts.clear();
    for (int i = 0; i < 240; ++i) config.roles.front().hosts.push_back("web" + std::to_string(i));

    CHECK_THROWS_AS(layout_of(config), Error);
    config.roles.front().hosts.resize(200);
    CHECK(layout_of(config).size() == 202);
}

TEST_CASE("hosts are given the images that they would pull") {
    CHECK(images_of(shop()) == std::vector<std::string>{"basecamp/kamal-proxy:v0.9.2", "mysql:8"});
}

TEST_CASE("URLs lead to this machine") {
    CHECK(urls_of(shop(), "192.0.2.10", 40001) ==
          std::vector<std::string>{"http://shop.example.localhost:40001/shop",
                                   "http://www.shop.example.localhost:40001/shop"});
    CHECK(urls_of(shop(), "db.example", 40002).empty());
    auto nameless = shop();
    nameless.roles.front().proxy->hosts.clear();
    nameless.roles.front().proxy->path_prefixes.clear();
    CHECK(urls_of(nameless, "192.0.2.10", 1) == std::vector<std::string>{"http://localhost:1/"});
}

TEST_CASE("a request is for the hosts whose proxy serves its name") {
    auto config = shop();
    config.accessories.front().proxy.emplace();
    config.accessories.front().proxy->hosts = {"admin.example"};
    const std::vector<std::string> web{"192.0.2.10", "root@Web2.example:2222"};
    const std::vector<std::string> db{"db.example"};

    CHECK(hosts_serving(config, "Shop.example") == web);
    CHECK(hosts_serving(config, "a.shop.example:8080") == web);
    CHECK(hosts_serving(config, "shop.example.localhost") == web);
    CHECK(hosts_serving(config, "admin.example") == db);
    CHECK(hosts_serving(config, "") == web);
    CHECK(hosts_serving(config, "nobody.example").size() == 3);
    CHECK(name_served_on(config, "192.0.2.10") == "shop.example");
    CHECK(name_served_on(config, "db.example") == "admin.example");
    config.accessories.front().proxy->hosts.clear();
    CHECK(hosts_serving(config, "nobody.example") == db);
    CHECK(name_served_on(config, "db.example") == "localhost");
    config.accessories.front().proxy->hosts = {"admin.example"};
    config.roles.front().proxy->hosts.clear();
    CHECK(hosts_serving(config, "admin.example") == db);
    CHECK(hosts_serving(config, "anything.example") == web);
}

TEST_CASE("addresses are those of the network that Docker gave") {
    CHECK(address_in("172.18.0.0/16", 1) == "172.18.0.11");
    CHECK(address_in("192.168.16.0/20", 240) == "192.168.16.250");
    CHECK_THROWS_AS(address_in("172.18.0.0/28", 1), Error);
    CHECK_THROWS_AS(address_in("fd00::/64", 1), Error);
    CHECK_THROWS_AS(address_in("", 1), Error);
}

TEST_CASE("projects, files and destinations have playgrounds of their own") {
    const auto one = id_of("/home/jo/shop", "config/deploy.yml", std::nullopt);

    CHECK(one.size() == 8);
    CHECK(one == id_of("/home/jo/shop", "config/deploy.yml", std::nullopt));
    CHECK(one == id_of("/home/jo/shop", "./config//deploy.yml", std::nullopt));
    CHECK(one == id_of("/home/jo/shop", "/home/jo/shop/config/deploy.yml", std::nullopt));
    CHECK(one != id_of("/home/jo/shop", "config/deploy.yml", "staging"));
    CHECK(one != id_of("/home/jo/shop", "config/other.yml", std::nullopt));
    CHECK(one != id_of("/home/jo/stop", "config/deploy.yml", std::nullopt));
}

TEST_CASE("a host is a container with an address, its ports, and a disk of its own") {
    Ground ground;
    ground.id = "1a2b3c4d";
    ground.project = "/home/jo/shop";
    ground.service = "shop";
    ground.base = "debian:12";
    ground.subnet = "172.18.0.0/16";
    ground.keys.host_private = "SE9TVA==";
    ground.keys.user_public = "ssh-ed25519 AAAA";
    ground.places = layout_of(shop());

    auto [words, input] = run_host(ground, 1, Ports{40001, 40002});

    CHECK(
        input ==
        "HOST_KEY=SE9TVA==\nAUTHORIZED_KEY=ssh-ed25519 AAAA\nUSERS=root\nADDRESSES=192.0.2.10=172.18.0.11\n");
    CHECK(lead_addresses(ground, 1).back().find("echo 192.0.2.10=172.18.0.11 >") != std::string::npos);
    CHECK(words.back().find("dockerd") != std::string::npos);
    words.pop_back();
    CHECK(words ==
          Words{"docker",
                "run",
                "--detach",
                "--name",
                "wheels-playground-1a2b3c4d-2",
                "--label",
                "wheels.playground=1a2b3c4d",
                "--label",
                "wheels.playground.project=/home/jo/shop",
                "--label",
                "wheels.playground.service=shop",
                "--network",
                "wheels-playground-1a2b3c4d",
                "--label",
                "wheels.playground.host=root@Web2.example:2222",
                "--label",
                "wheels.playground.made-for=" + fingerprint_of(ground.places[1]),
                "--label",
                "wheels.playground.ssh-port=40001",
                "--hostname",
                "web2-example",
                "--ip",
                "172.18.0.12",
                "--network-alias",
                "web2.example",
                "--publish",
                "127.0.0.1:40001:22",
                "--label",
                "wheels.playground.http-port=40002",
                "--publish",
                "127.0.0.1:40002:8080",
                "--mount",
                "type=volume,source=wheels-playground-1a2b3c4d-2,target=/var/lib/docker,volume-label=wheels."
                "playground=1a2b3c4d",
                "--tmpfs",
                "/run:exec,mode=755",
                "--tmpfs",
                "/tmp:exec,mode=1777",
                "--cgroupns",
                "private",
                "--cap-add",
                "SYS_ADMIN",
                "--cap-add",
                "NET_ADMIN",
                "--cap-add",
                "SYS_PTRACE",
                "--security-opt",
                "seccomp=unconfined",
                "--security-opt",
                "apparmor=unconfined",
                "--security-opt",
                "systempaths=unconfined",
                "--security-opt",
                "label=disable",
                "--env-file",
                "/dev/stdin",
                image_name("debian:12"),
                "sh",
                "-c"});
}

TEST_CASE("a container is made for who logs in and for the port of the proxy") {
    const auto place = layout_of(shop()).front();
    auto other_user = place;
    other_user.user = "sam";
    auto other_port = place;
    other_port.http_port = 8081;
    auto no_port = place;
    no_port.http_port.reset();

    CHECK(fingerprint_of(place) == fingerprint_of(layout_of(shop()).front()));
    for (const auto& other : {other_user, other_port, no_port})
        CHECK(fingerprint_of(place) != fingerprint_of(other));
}

TEST_CASE("what deploys have left for the playground's registry is known by its name") {
    const std::string listed =
        "localhost:40001/shop:v1\nlocalhost:40001/acme/a/b/c/shop:latest\nlocalhost:40001/shop:<none>\n"
        "localhost:4000/shop:v1\nregistry.example/localhost:40001/shop\n<none>:<none>\n\n";

    CHECK(images_of_registry(40001, listed) ==
          Words{"localhost:40001/shop:v1", "localhost:40001/acme/a/b/c/shop:latest"});
    CHECK(images_of_registry(1, "").empty());
}

TEST_CASE("another base is another image") {
    CHECK(image_name("debian:12") != image_name("debian:13"));
    CHECK(image_name("debian:12").starts_with("wheels-playground:"));
}

TEST_CASE("keys are four lines, or none") {
    CHECK(Keys::parse("dQ==\nssh-ed25519 A\naA==\nssh-ed25519 B\n").host_public == "ssh-ed25519 B");
    CHECK_THROWS_AS(Keys::parse(""), Error);
    CHECK_THROWS_AS(Keys::parse("not base64!\nb\nc\nd\n"), Error);
}

TEST_CASE("an answer is one when all of it has come") {
    const auto whole = parse_answer("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
    CHECK(whole.status == 404);
    CHECK(whole.body == "no");

    CHECK(parse_answer("").trouble == "the connection was closed without an answer");
    CHECK(parse_answer("SSH-2.0-OpenSSH\r\n\r\n").trouble == "what came is no answer of HTTP");
    CHECK(parse_answer("HTTP/1.1 xyz\r\n\r\n").trouble == "what came is no answer of HTTP");
    CHECK(parse_answer("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nno").trouble ==
          "the connection was closed in the middle of the answer");
}
