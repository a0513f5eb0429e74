// The boot of one role on one host, answer by answer.
#include "plan/phases/boot.hpp"

#include <doctest/doctest.h>

#include "plan/phases/prepare.hpp"
#include "plan/phases/registry.hpp"
#include "plan/phases/retire.hpp"
#include "plan/script.hpp"

using namespace wheels;
using test::container;
using test::PlanBench;
using test::Script;
using State = RoleOutcome::State;

namespace {

const std::string new_id = "0123456789ab";

/// `web` on h1 behind the proxy, and `workers` beside it; v1 of both serves.
struct BootBench : PlanBench {
    BootBench() : PlanBench(with_both_on_h1()) {
        knows("h1", {container("web", "v1"), container("workers", "v1")});
    }
    static Config with_both_on_h1() {
        auto config = test::sample_config();
        config.roles = {test::sample_role("web", {"h1"}, true), test::sample_role("workers", {"h1"}, false)};
        config.deploy_timeout = 30;
        config.readiness_delay = 7;
        return config;
    }
    State state(const std::string& name) const {
        for (const auto& outcome : run.ledger.roles()) {
            if (outcome.role == name) return outcome.state;
        }
        return State::untouched;
    }
};

void fail_in_the_switch(Script& script) {
    script.succeed(new_id + "\n");
    script.fail(ErrorKind::command_failed, "exit status 1");
}

}  // namespace

TEST_CASE("a role behind the proxy is started, switched to, and then its old container is stopped") {
    BootBench bench;
    Script script(plan::boot_role(bench.run, "h1", bench.role("web")));

    REQUIRE(script.lines().size() == 4);
    CHECK(script.lines()[2].find("env/roles/web.env") != std::string::npos);
    CHECK(script.lines()[3].starts_with("docker run --detach"));
    CHECK(bench.state("web") == State::started);
    script.succeed(new_id + "\n");

    CHECK(script.says("kamal-proxy deploy app-web --target=\"" + new_id + ":80\""));
    CHECK_FALSE(bench.run.barrier.decided());
    script.succeed();

    CHECK(bench.run.barrier.is_open());
    CHECK(bench.state("web") == State::switched);
    CHECK(script.lines() == std::vector<std::string>{"docker stop id-of-app-web-v1"});
    script.succeed();

    CHECK(script.ended());
    CHECK(bench.state("web") == State::old_stopped);
    CHECK(bench.run.ledger.roles()[0].old_version == "v1");
    CHECK(bench.run.ledger.roles()[0].old_id == "id-of-app-web-v1");
    CHECK(bench.run.ledger.roles()[0].id == new_id);
    CHECK(bench.notices == std::vector<std::string>{"web v2 is healthy, in place of v1"});
}

TEST_CASE("another role waits for the barrier, and does not boot when it is closed") {
    BootBench bench;
    Script open(plan::boot_role(bench.run, "h1", bench.role("workers")));
    CHECK(open.waits());
    bench.run.barrier.open();
    open.go_on();
    CHECK(open.says("docker run --detach"));

    BootBench other;
    Script closed(plan::boot_role(other.run, "h1", other.role("workers")));
    other.run.barrier.close();
    closed.go_on();
    CHECK(closed.ended());
    CHECK(kind_of_end(closed) == ErrorKind::command_failed);
    CHECK(other.state("workers") == State::failed);
    CHECK(other.run.ledger.leftovers().empty());
}

TEST_CASE("a container without a proxy is polled, and has to keep running for readiness_delay") {
    BootBench bench;
    bench.run.barrier.open();
    Script script(plan::boot_role(bench.run, "h1", bench.role("workers")));
    script.succeed(new_id + "\n");

    CHECK(script.says(".State.Health"));
    script.succeed("starting 0\n");
    CHECK(script.pause() == std::chrono::seconds(1));
    bench.now += std::chrono::seconds(1);
    script.go_on();
    script.succeed("running 0\n");
    CHECK(script.pause() == std::chrono::seconds(7));
    bench.now += std::chrono::seconds(7);
    script.go_on();
    script.succeed("running 1\n");  // it was started again meanwhile
    CHECK(script.pause() == std::chrono::seconds(2));
    bench.now += std::chrono::seconds(30);
    script.go_on();
    script.succeed("exited 1\n");

    CHECK(script.says("docker logs"));
    script.succeed("null\n");
    CHECK(script.says("docker stop"));
    script.succeed();
    CHECK(script.ended());
    CHECK(kind_of_end(script) == ErrorKind::unhealthy);
    CHECK(bench.state("workers") == State::failed);
    CHECK(bench.run.ledger.leftovers().empty());
}

TEST_CASE("a failed switch stops the new container, keeps the old one, and closes the barrier") {
    BootBench bench;
    Script script(plan::boot_role(bench.run, "h1", bench.role("web")));
    fail_in_the_switch(script);

    CHECK(bench.run.barrier.decided());
    CHECK_FALSE(bench.run.barrier.is_open());
    REQUIRE(script.lines().size() == 1);
    CHECK(script.says("name=^app-web-v2$"));
    CHECK(bench.run.ledger.leftovers().size() == 1);
    script.succeed();
    CHECK(script.ended());
    CHECK(bench.run.ledger.leftovers().empty());
    CHECK(bench.state("web") == State::failed);
}

TEST_CASE("a new container that cannot be stopped is told of, and stays for the failure path to stop") {
    BootBench bench;
    Script script(plan::boot_role(bench.run, "h1", bench.role("web")));
    fail_in_the_switch(script);

    script.reply(1, {}, "Error response from daemon: cannot stop container\n");

    CHECK(script.ended());
    CHECK(kind_of_end(script) == ErrorKind::command_failed);
    REQUIRE(bench.notices.size() == 1);
    CHECK(bench.notices[0] ==
          "the new container app-web-v2 could not be stopped: Error response from daemon: cannot stop "
          "container");
    REQUIRE(bench.run.ledger.leftovers().size() == 1);
    const auto leftover = bench.run.ledger.leftovers().front();

    Script again(plan::stop_leftover(bench.run, leftover));
    again.reply(1, {}, "Error response from daemon: cannot stop container\n");
    CHECK(again.ended());
    CHECK(kind_of_end(again) == ErrorKind::command_failed);
    CHECK(bench.run.ledger.leftovers().size() == 1);

    Script gone(plan::stop_leftover(bench.run, leftover));
    gone.reply(1, {}, "Error response from daemon: No such container: 0123456789ab\n");
    CHECK(gone.ended());
    gone.finish();
    CHECK(bench.run.ledger.leftovers().empty());
}

TEST_CASE("whoever interrupts the clearing away is told why there was some") {
    BootBench bench;
    Script script(plan::boot_role(bench.run, "h1", bench.role("web")));
    fail_in_the_switch(script);
    CHECK(script.says("docker stop"));

    script.cut_off();

    CHECK(script.ended());
    CHECK(kind_of_end(script) == ErrorKind::command_failed);
    CHECK(bench.state("web") == State::failed);
    CHECK(bench.run.ledger.leftovers().size() == 1);
}

TEST_CASE("a host that is lost in mid-switch leaves it unknown which container serves, and both are left") {
    const struct {
        bool in_switch;
        bool lost;
        State state;
        std::size_t leftovers;
    } cases[] = {{false, true, State::failed, 1},
                 {true, true, State::unknown, 0},
                 {false, false, State::failed, 1},
                 {true, false, State::unknown, 0}};
    for (const auto& c : cases) {
        CAPTURE(c.in_switch);
        CAPTURE(c.lost);
        BootBench bench;
        Script script(plan::boot_role(bench.run, "h1", bench.role("web")));
        if (c.in_switch) script.succeed(new_id + "\n");

        if (c.lost) {
            script.fail(ErrorKind::connection_lost, "the connection was lost");
        } else {
            script.cut_off();
        }

        CHECK(script.ended());
        CHECK_THROWS(script.finish());
        CHECK(bench.state("web") == c.state);
        CHECK(bench.run.ledger.leftovers().size() == c.leftovers);
        CHECK_FALSE(bench.run.barrier.is_open());
        CHECK(bench.run.barrier.decided());
    }
}

TEST_CASE("a container of the very version is renamed out of the way first, and is the one that is stopped") {
    BootBench bench;
    bench.knows("h1", {container("web", "v2"), container("web", "v0", "exited")});
    Script script(plan::boot_role(bench.run, "h1", bench.role("web")));

    CHECK(script.says("docker rename app-web-v2 app-web-v2_replaced_ffffffffffffffff"));
    script.succeed();
    script.succeed(new_id + "\n");
    script.succeed();
    CHECK(script.lines() == std::vector<std::string>{"docker stop id-of-app-web-v2"});
    CHECK(bench.run.ledger.roles()[0].old_version == "v2_replaced_ffffffffffffffff");
}

TEST_CASE("roles of one host boot one after the other, and one that fails keeps the next from booting") {
    BootBench bench;
    Script script(plan::boot_host(bench.run, "h1"));
    script.succeed("no id\n");
    script.succeed();

    CHECK(script.ended());
    CHECK_THROWS_AS(script.finish(), Error);
    CHECK(bench.state("web") == State::failed);
    CHECK(bench.state("workers") == State::untouched);
}

TEST_CASE("stale containers of all roles of a host are stopped in one go, and those that serve are not") {
    BootBench bench;
    bench.knows("h1", {container("web", "v1"), container("web", "v0"), container("web", "old", "exited"),
                       container("workers", "v1"), container("workers", "v0")});
    bench.run.facts["h1"].latest_image_id = "bbb";
    bench.run.facts["h1"].containers[1].image_id = "bbb";

    const auto stops = plan::stop_stale_commands(bench.run, "h1");

    REQUIRE(stops.size() == 2);
    CHECK(stops[0].line == "docker stop id-of-app-web-v1");
    CHECK(stops[1].line == "docker stop -t 30 id-of-app-workers-v0");
}

TEST_CASE("where nobody was asked, commands say on what they depend") {
    PlanBench bench;
    const auto& web = bench.role("web");
    const replies::HostFacts unknown;

    const auto rename = plan::rename_commands(bench.run, web, unknown, "v2_replaced_0");
    const auto stale = plan::stop_stale_commands(bench.run, "h1");

    CHECK(rename.back().condition == "if there is a container app-web-v2");
    CHECK_FALSE(stale.back().condition.empty());
    CHECK(plan::old_container(bench.run, web, unknown)->version == "<running version>");
}

TEST_CASE("before the boot a host gets error pages, then assets and certificate of each role") {
    auto config = test::sample_config();
    config.roles[0].asset_path.emplace();
    config.roles[0].asset_path->path = "/assets";
    config.roles[0].proxy->certificate.emplace();
    PlanBench bench(config);
    bench.knows("h1", {container("web", "v1")});
    bench.run.files.error_pages = {{"404.html", "gone", "644"}};

    std::vector<std::string> names;
    for (const auto& command : plan::prepare_commands(bench.run, "h1")) names.push_back(command.name);

    CHECK(names == std::vector<std::string>{"make error page directory", "upload error page 404.html",
                                            "extract assets", "fill asset volumes",
                                            "make certificate directory", "upload certificate",
                                            "upload private key"});
}

TEST_CASE("a registry without accounts is not logged in to") {
    auto config = test::sample_config();
    CHECK(plan::login_commands(config.registry).size() == 1);

    config.registry.server = "localhost:5000";

    CHECK(plan::login_commands(config.registry).empty());
}
