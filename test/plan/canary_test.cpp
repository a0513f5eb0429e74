// A canary: who has one, how it begins, takes over and ends.
#include "plan/phases/canary.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plan/phases/prepare.hpp"
#include "plan/script.hpp"

using namespace wheels;
using test::container;
using test::PlanBench;
using test::Script;
using State = RoleOutcome::State;

namespace {

using Lines = std::vector<std::string>;

const std::string serving_id = "111111111111";
const std::string canary_id = "222222222222";

replies::ServedService web_service(const std::string& target, const std::string& second) {
    replies::ServedService service;
    service.name = "app-web";
    service.target = target;
    service.second = second;
    service.share = CanaryShare(10);
    return service;
}

/// `web` on h1, where v1 serves and v2 has a share; `workers` beside it.
struct CanaryBench : PlanBench {
    CanaryBench() : PlanBench(with_both_on_h1()) {
        auto serving = container("web", "v1");
        serving.id = serving_id;
        auto canary = container("web", "v2");
        canary.id = canary_id;
        knows("h1", {canary, serving, container("workers", "v1")});
        run.served["h1"] = {{web_service(serving_id, canary_id)}};
    }
    static Config with_both_on_h1() {
        auto config = test::sample_config();
        config.roles = {test::sample_role("web", {"h1"}, true), test::sample_role("workers", {"h1"}, false)};
        return config;
    }
    std::optional<plan::Canary> canary() const {
        return plan::canary_of(config, role("web"), run.facts.at("h1"), run.served.at("h1"));
    }
    /// The conversation of the only step of a phase.
    Script only_step(plan::Phase phase) {
        auto steps = phase.steps(run);
        REQUIRE(steps.size() == 1);
        return Script(std::move(steps.front().dialogue));
    }
};

}  // namespace

TEST_CASE("a canary is the second container of a service while its rollout goes on") {
    CanaryBench bench;
    REQUIRE(bench.canary());
    CHECK(bench.canary()->version == "v2");
    CHECK(bench.canary()->share.percent == 10);

    CHECK_FALSE(bench.canary()->serves);
    bench.run.served["h1"] = {{web_service(canary_id, canary_id)}};  // a promotion broke off
    REQUIRE(bench.canary());
    CHECK(bench.canary()->serves);
    bench.run.served["h1"] = {{web_service(serving_id, "")}};
    CHECK_FALSE(bench.canary());
    bench.run.served["h1"] = {{web_service(serving_id, "333333333333")}};  // docker rm, by hand
    REQUIRE(bench.canary());
    CHECK(bench.canary()->container == nullptr);
    CHECK(bench.canary()->version.empty());
}

TEST_CASE("what serves beside a canary is what the proxy leads to, also where the newer one has its image") {
    CanaryBench bench;
    bench.run.facts["h1"].latest_image_id = "one image";
    for (auto& each : bench.run.facts["h1"].containers) each.image_id = "one image";

    const auto old = plan::container_beside_canary(bench.run, "h1", bench.role("web"));

    REQUIRE(old);
    CHECK(old->version == "v1");
    CHECK(old->id == serving_id);
}

TEST_CASE("a canary that is promoted is not started anew, and what served is stopped") {
    CanaryBench bench;
    Script script(plan::boot_role(bench.run, "h1", bench.role("web")));

    CHECK(script.says("kamal-proxy deploy app-web --target=\"" + canary_id + ":80\""));
    CHECK(bench.run.ledger.leftovers().empty());  // if it fails, the canary goes on
    script.succeed();
    CHECK(script.lines() == Lines{"docker exec kamal-proxy kamal-proxy rollout stop app-web"});
    CHECK(bench.run.barrier.is_open());
    script.succeed();
    CHECK(script.lines() == Lines{"docker stop " + serving_id});
    script.succeed();

    CHECK(script.ended());
    const auto& outcome = bench.run.ledger.roles()[0];
    CHECK(outcome.state == State::old_stopped);
    CHECK(outcome.id == canary_id);
    CHECK(outcome.old_version == "v1");
}

TEST_CASE("what served before a promotion is left running where the share cannot be taken") {
    CanaryBench bench;
    Script script(plan::boot_role(bench.run, "h1", bench.role("web")));
    script.succeed();
    script.reply(1, {}, "docker is busy");

    CHECK(script.ended());
    CHECK(bench.run.ledger.roles()[0].state == State::switched);
    REQUIRE(bench.notices.size() == 2);
    CHECK(bench.notices[1].find("(docker is busy)") != std::string::npos);
}

TEST_CASE("a canary whose share cannot be taken is not stopped") {
    CanaryBench bench;
    auto script = bench.only_step(plan::end_canaries({}));

    REQUIRE(script.lines().size() == 4);
    CHECK(script.lines()[1] == "docker exec kamal-proxy kamal-proxy rollout stop app-web");
    CHECK(script.lines()[2].starts_with(
        "docker exec kamal-proxy kamal-proxy rollout deploy app-web --target=\"" + serving_id + ":80\""));
    CHECK(script.lines()[3] == "docker stop " + canary_id);
    script.fail(ErrorKind::command_failed, "exit status 1");  // the sequence ends there

    CHECK(script.ended());
    CHECK(kind_of_end(script) == ErrorKind::command_failed);
}

TEST_CASE("where a promotion broke off, what serves is neither stopped nor stale, and the next one ends it") {
    const auto broken_off = [] {
        auto bench = std::make_unique<CanaryBench>();
        bench->run.served["h1"] = {{web_service(canary_id, canary_id)}};  // v2 serves, v1 runs, latest is v1
        return bench;
    };

    auto abort = broken_off();
    auto script = abort->only_step(plan::end_canaries({}));
    REQUIRE(script.lines().size() == 2);
    CHECK(script.lines()[1] == "docker exec kamal-proxy kamal-proxy rollout stop app-web");
    script.succeed();
    CHECK(script.ended());
    CHECK(plan::stop_stale_commands(abort->run, "h1").size() == 1);
    CHECK(plan::stop_stale_commands(abort->run, "h1")[0].line == "docker stop " + serving_id);

    auto promotion = broken_off();
    Script again(plan::boot_role(promotion->run, "h1", promotion->role("web")));
    CHECK(again.says("kamal-proxy deploy app-web --target=\"" + canary_id + ":80\""));
    again.succeed();
    CHECK(again.says("rollout stop"));
    again.succeed();
    CHECK(again.lines() == Lines{"docker stop " + serving_id});
}

TEST_CASE("the share of a container that is gone is taken, and cannot be raised") {
    CanaryBench bench;
    bench.run.served["h1"] = {{web_service(serving_id, "333333333333")}};
    auto higher = bench.only_step(plan::set_share(CanaryShare(50)));
    CHECK(kind_of_end(higher) == ErrorKind::command_failed);

    auto ended = bench.only_step(plan::end_canaries({}));
    REQUIRE(ended.lines().size() == 2);
    CHECK(ended.lines()[1] == "docker exec kamal-proxy kamal-proxy rollout stop app-web");
}

TEST_CASE("what the proxy serves is asked where more containers run than one") {
    CanaryBench bench;
    bench.run.served.clear();
    bench.knows("h1", {container("web", "v1"), container("workers", "v1")});
    CHECK(bench.only_step(plan::end_forgotten_canaries()).ended());

    CanaryBench with_two;
    with_two.run.served.clear();
    auto script = with_two.only_step(plan::end_forgotten_canaries());
    CHECK(script.says("kamal-proxy.state"));
    script.reply(1, {}, "sh: tar: not found");
    CHECK(script.ended());
    CHECK(kind_of_end(script) == ErrorKind::command_failed);

    CanaryBench without_proxy;
    auto none = without_proxy.only_step(plan::end_forgotten_canaries());
    none.reply(1, {}, "Error response from daemon: No such container: kamal-proxy");
    CHECK(none.ended());
    CHECK(kind_of_end(none) == ErrorKind::internal);  // it ended well
}

TEST_CASE("there is room for a canary where another version serves") {
    CanaryBench bench;
    auto room = bench.only_step(plan::check_room_for_canary());
    CHECK(room.ended());
    CHECK(kind_of_end(room) == ErrorKind::internal);

    bench.run.served["h1"] = {{web_service(canary_id, "")}};  // v2 serves
    auto same = bench.only_step(plan::check_room_for_canary());
    CHECK(kind_of_end(same) == ErrorKind::command_failed);

    bench.run.served["h1"] = std::vector<replies::ServedService>();
    auto nothing = bench.only_step(plan::check_room_for_canary());
    CHECK(kind_of_end(nothing) == ErrorKind::command_failed);
}

TEST_CASE("only a running canary of the version is promoted") {
    CanaryBench bench;
    auto fine = bench.only_step(plan::check_promotable());
    CHECK(kind_of_end(fine) == ErrorKind::internal);

    bench.run.facts["h1"].containers[0].state = "exited";
    auto stopped = bench.only_step(plan::check_promotable());
    CHECK(kind_of_end(stopped) == ErrorKind::command_failed);

    CanaryBench other;
    other.run.facts["h1"].containers[0].name = "app-web-v3";
    auto another = other.only_step(plan::check_promotable());
    CHECK(kind_of_end(another) == ErrorKind::command_failed);

    CanaryBench none;
    none.run.served["h1"] = {{web_service(serving_id, "")}};
    auto nobody = none.only_step(plan::check_promotable());
    CHECK(kind_of_end(nobody) == ErrorKind::command_failed);
}
