#include "commands/accessory.hpp"

#include <doctest/doctest.h>

#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

namespace {

Accessory database() {
    Accessory db;
    db.name = "db";
    db.service = "app-db";
    db.image = "mysql:8.0";
    db.hosts = {"10.0.0.9"};
    db.port = "127.0.0.1:3306:3306";
    db.env.clear = {{"MYSQL_ROOT_HOST", "%"}};
    db.env.secret = {{"MYSQL_ROOT_PASSWORD", Secret("rootpw")}};
    AccessoryFile settings;
    settings.local = "config/my.cnf";
    settings.remote = "/etc/mysql/my.cnf";
    AccessoryFile key;
    key.local = "config/key";
    key.remote = "/etc/mysql/key";
    key.mode = "0600";
    key.owner = "1000:1000";
    key.options = "ro";
    db.files = {settings, key};
    AccessoryDirectory rows;
    rows.host_path = "data";
    rows.remote = "/var/lib/mysql";
    AccessoryDirectory logs;
    logs.host_path = "/srv/logs";
    logs.remote = "/var/log/mysql";
    logs.mode = "0750";
    logs.owner = "999:999";
    db.directories = {rows, logs};
    db.labels = {{"kind", "database"}};
    db.options = {{"cpus", "2"}};
    return db;
}

std::vector<std::string> lines_of(const Sequence& sequence) {
    std::vector<std::string> lines;
    for (const auto& command : sequence) lines.push_back(command.line);
    return lines;
}

}  // namespace

TEST_CASE("an accessory runs with all that deploy.yml says, in Kamal's order") {
    auto config = sample_config();
    config.logging.options = {{"max-size", "50m"}};

    CHECK(run_accessory(config, database(), "10.0.0.9").line ==
          "docker run --name app-db --detach --restart unless-stopped --network kamal "
          "--log-opt max-size=\"50m\" --publish 127.0.0.1:3306:3306 --env KAMAL_HOST=\"10.0.0.9\" "
          "--env MYSQL_ROOT_HOST=\"%\" --env-file .kamal/apps/app/env/accessories/db.env "
          "--volume \"$PWD/app-db/etc/mysql/my.cnf:/etc/mysql/my.cnf\" "
          "--volume \"$PWD/app-db/etc/mysql/key:/etc/mysql/key:ro\" "
          "--volume \"$PWD/app-db/data:/var/lib/mysql\" --volume /srv/logs:/var/log/mysql "
          "--label service=\"app-db\" --label kind=\"database\" --cpus \"2\" mysql:8.0");
}

TEST_CASE("a plain accessory has its volumes, network and command") {
    Accessory redis;
    redis.name = "redis";
    redis.service = "app-redis";
    redis.image = "other.test/valkey:8";
    redis.restart = "no";
    redis.network = "custom";
    redis.volumes = {"redis-data:/data"};
    redis.cmd = "valkey-server --appendonly yes";

    CHECK(run_accessory(sample_staging(), redis, "h").line ==
          "docker run --name app-redis --detach --restart no --network custom --log-opt max-size=\"10m\" "
          "--env KAMAL_HOST=\"h\" --env-file .kamal/apps/app-staging/env/accessories/redis.env "
          "--volume redis-data:/data --label service=\"app-redis\" other.test/valkey:8 "
          "valkey-server --appendonly yes");
}

TEST_CASE("folders are made with mode and owner, below the accessory's own unless they are absolute") {
    CHECK(lines_of(make_accessory_directories(database())) ==
          std::vector<std::string>{"mkdir -p app-db/data",
                                   "mkdir -p /srv/logs && chmod 0750 /srv/logs && chown 999:999 /srv/logs"});
}

TEST_CASE("files are written over, so that a container which has them mounted sees the new content") {
    const auto db = database();

    const auto sequence = upload_accessory_files(db, {{&db.files[0], "[mysqld]"}, {&db.files[1], "k3y"}});

    REQUIRE(sequence.size() == 5);
    CHECK(sequence[0].line == "mkdir -p app-db/etc/mysql");
    CHECK(sequence[1].input.reveal() == "[mysqld]");
    CHECK(sequence[1].line.find("cat app-db/etc/mysql/my.cnf.part > app-db/etc/mysql/my.cnf && "
                                "chmod 755 app-db/etc/mysql/my.cnf") != std::string::npos);
    CHECK(sequence[3].line.find("chmod 0600 app-db/etc/mysql/key") != std::string::npos);
    CHECK(sequence[4].line == "chown 1000:1000 app-db/etc/mysql/key");
}

TEST_CASE("secret variables of an accessory go by stdin into a file of its own") {
    const auto sequence = upload_accessory_env(sample_config(), database());

    REQUIRE(sequence.size() == 2);
    CHECK(sequence[0].line == "mkdir -p .kamal/apps/app/env/accessories");
    CHECK(sequence[1].input.reveal() == "MYSQL_ROOT_PASSWORD=rootpw\n");
    CHECK(sequence[1].line.find("mv -f .kamal/apps/app/env/accessories/db.env.part "
                                ".kamal/apps/app/env/accessories/db.env") != std::string::npos);
}

TEST_CASE("an accessory behind the proxy is a service of its own name") {
    auto search = database();
    search.service = "searcher";
    search.proxy.emplace();
    search.proxy->hosts = {"search.test"};
    search.proxy->app_port = 7700;

    CHECK(accessory_proxy_deploy(sample_config(), search, "abc")
              .line.find("docker exec kamal-proxy kamal-proxy deploy searcher --target=\"abc:7700\" "
                         "--host=\"search.test\" --deploy-timeout=\"30s\"") == 0);
}

TEST_CASE("an accessory is found by its label") {
    CHECK(accessory_containers(database()).line == "docker ps -a -q --filter label=service=app-db");
    CHECK(accessory_details(database()).line == "docker ps --filter label=service=app-db");
}
