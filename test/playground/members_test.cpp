#include "playground/members.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/base64.hpp"
#include "wheels/error.hpp"

using namespace wheels;
using namespace wheels::playground;

namespace {

const std::string answer =
    "wheels-playground-1a2b3c4d-registry\trunning\t1a2b3c4d\t/home/jo/shop\tshop\t\t\t\t40001\tdebian:12\t" +
    base64::encode("user key") + ",ssh-ed25519 AAAAuser," + base64::encode("host key") +
    ",ssh-ed25519 AAAAhost\t\n"
    "wheels-playground-1a2b3c4d-1\trunning\t1a2b3c4d\t/home/jo/"
    "shop\tshop\tweb1.example\t40002\t40003\t\t\t\t0badcafe\n"
    "wheels-playground-1a2b3c4d-2\texited\t1a2b3c4d\t/home/jo/shop\tshop\tdb.example\t40004\t\t\t\t\t\n"
    "nonsense\n";

Config shop() {
    Config config;
    config.service = "shop";
    config.image = "acme/shop";
    config.version = "v1";
    config.registry.server = "registry.example";
    config.registry.password = Secret("hunter2");
    Role web;
    web.name = "web";
    web.hosts = {"web1.example"};
    web.proxy.emplace();
    web.proxy->hosts = {"shop.example"};
    web.proxy->ssl = true;
    web.proxy->ssl_redirect = true;
    web.proxy->run.emplace();
    web.proxy->run->bind_ips = {"10.0.0.1"};
    config.roles = {web};
    Accessory db;
    db.name = "db";
    db.hosts = {"db.example"};
    db.registry.emplace();
    config.accessories = {db};
    config.ssh.keys = {"~/.ssh/production"};
    config.ssh.proxy = "jump.example";
    config.ssh.forward_agent = true;
    config.accept_new_hosts = true;
    config.builder.remote = "ssh://builder.example";
    config.builder.local = false;
    config.builder.cache.emplace();
    config.builder.arches = {"amd64", "arm64"};
    return config;
}

}  // namespace

TEST_CASE("what docker tells of containers is read") {
    const auto members = parse_members(answer);

    REQUIRE(members.size() == 3);
    CHECK(host_among(members, "web1.example") == &members[0]);
    CHECK(members[0].running);
    CHECK(members[0].ports.http == 40003);
    CHECK(members[0].made_for == "0badcafe");
    CHECK(host_among(members, "db.example") == &members[1]);
    CHECK_FALSE(members[1].running);
    CHECK(members[1].ports.http == 0);
    CHECK(registry_among(members) == &members[2]);
    CHECK(members[2].registry_port == 40001);
    CHECK(members[2].keys->host_public == "ssh-ed25519 AAAAhost");
    CHECK(members[2].base == "debian:12");
    CHECK(host_among(members, "other.example") == nullptr);
    CHECK(parse_members("").empty());
}

TEST_CASE("a run in the playground knows of no other machine") {
    const auto config = in_playground(shop(), parse_members(answer));

    REQUIRE(config.playground.has_value());
    CHECK(config.playground->ssh_ports.at("web1.example") == 40002);
    CHECK(config.playground->ssh_ports.at("db.example") == 40004);
    CHECK(config.playground->host_key == "ssh-ed25519 AAAAhost");
    CHECK(config.absolute_image() == "localhost:40001/acme/shop:v1");
    CHECK(config.registry.password.reveal() == "hunter2");
    CHECK(config.ssh.keys.empty());
    REQUIRE(config.ssh.key_data.size() == 1);
    CHECK(config.ssh.key_data.front().reveal() == "user key");
    CHECK(config.ssh.keys_only);
    CHECK_FALSE(config.ssh.proxy.has_value());
    CHECK(config.ssh.forward_agent == false);
    CHECK_FALSE(config.accept_new_hosts);
    CHECK_FALSE(config.builder.remote.has_value());
    CHECK(config.builder.local);
    CHECK_FALSE(config.builder.cache.has_value());
    CHECK(config.builder.arches.size() == 1);
    CHECK_FALSE(config.accessories.front().registry.has_value());
}

TEST_CASE("what is served is served to this machine, too") {
    const auto config = in_playground(shop(), parse_members(answer));

    const auto& proxy = config.roles.front().proxy.value();
    CHECK(proxy.hosts == std::vector<std::string>{"shop.example", "shop.example.localhost"});
    CHECK_FALSE(proxy.ssl);
    CHECK_FALSE(proxy.ssl_redirect.has_value());
    CHECK(proxy.run->bind_ips.empty());
}

TEST_CASE("a host without a container is never contacted") {
    const auto refused = [](const std::string& said) {
        try {
            in_playground(shop(), parse_members(said));
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::usage);
            CHECK(error.hint().find("`wheels deploy playground up`") != std::string::npos);
            return error.message();
        }
        return std::string("not refused");
    };

    CHECK(refused("") == "the playground of this project is not up, and no other host is touched");
    auto off = answer;
    off.replace(off.find("\trunning"), 8, "\texited");
    CHECK(refused(off) == "the playground of this project is not up, and no other host is touched");
    auto lacking = answer;
    lacking.replace(lacking.find("db.example"), 10, "dc.example");
    CHECK(refused(lacking) == "the playground has no container for the host db.example");
}
