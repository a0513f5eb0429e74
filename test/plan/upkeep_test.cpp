// What is said to hosts by the verbs that look after app, proxy and accessories, and what follows.
#include <doctest/doctest.h>

#include "plan/script.hpp"

using namespace wheels;
using test::container;
using test::PlanBench;
using test::Script;
using Lines = std::vector<std::string>;

namespace {

/// The first step of the phase with this title.
plan::Dialogue<> step_of(PlanBench& bench, const Verb& verb, const std::string& title) {
    const auto plan = plan::plan_for(verb, bench.run);
    for (const auto& phase : plan.phases) {
        if (phase.title != title) continue;
        auto steps = phase.steps(bench.run);
        REQUIRE_FALSE(steps.empty());
        return std::move(steps.front().dialogue);
    }
    FAIL("there is no such phase");
    throw std::logic_error("unreachable");
}

std::string probed(const std::string& role, const std::string& version) {
    const auto name = "app-" + role + "-" + version;
    return "container|0123456789ab|/" + name + "|sha256:11|reg/app|running|app|" + role + "|\nlatest|\nend\n";
}

}  // namespace

TEST_CASE("a role is taken from the proxy before its container is stopped") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    Script script(step_of(bench, verb::AppStop(), "Stop the app"));

    CHECK(script.says("Stopped app"));
    script.succeed(probed("web", "v1"));

    CHECK(script.lines() ==
          Lines{"docker exec kamal-proxy kamal-proxy remove app-web", "docker stop 0123456789ab"});
    script.succeed();
    CHECK(script.ended());
}

TEST_CASE("where nothing runs, nothing is stopped") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    Script script(step_of(bench, verb::AppStop(), "Stop the app"));

    script.succeed("latest|\nend\n");

    CHECK(script.ended());
    script.finish();
}

TEST_CASE("a container that will not stop is told of") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    Script script(step_of(bench, verb::AppStop(), "Stop the app"));

    script.succeed(probed("web", "v1"));
    script.reply(1, "", "cannot stop container");

    CHECK(bench.notices == Lines{"app-web-v1 could not be stopped: cannot stop container"});
}

TEST_CASE("the proxy is led to the container that serves once it was started") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    Script script(step_of(bench, verb::AppStart(), "Start the app"));

    CHECK(script.says("docker start app-web-"));
    script.succeed(probed("web", "v1"));

    REQUIRE(script.lines().size() == 1);
    CHECK(script.says("--target=\"0123456789ab:"));
}

TEST_CASE("an app that does not start is a failure that says what to do") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    Script script(step_of(bench, verb::AppStart(), "Start the app"));

    script.succeed("latest|\nend\n");

    CHECK(test::kind_of_end(script) == ErrorKind::command_failed);
}

TEST_CASE("the proxy stays on all hosts while one of them has another app") {
    PlanBench bench;
    const auto plan = plan::plan_for(Verb(verb::Remove()), bench.run);
    const auto phase = [&](const std::string& title) {
        for (const auto& each : plan.phases) {
            if (each.title == title) return each;
        }
        throw std::logic_error("there is no such phase");
    };
    auto looks = phase("Look for other apps that use the proxy").steps(bench.run);
    REQUIRE(looks.size() == 3);
    CHECK(phase("Stop the proxy").steps(bench.run).size() == 3);
    Script first(std::move(looks[0].dialogue));
    Script second(std::move(looks[1].dialogue));

    first.succeed("");
    second.succeed("blog\nshop-staging\n");

    CHECK(phase("Stop the proxy").steps(bench.run).empty());
    CHECK(phase("Remove the folder of the proxy").steps(bench.run).empty());
    CHECK(bench.notices ==
          Lines{"the proxy stays on all hosts, since other apps use it: blog, shop-staging"});
}

TEST_CASE("a proxy that apps use is not removed, unless it has to") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    Script script(step_of(bench, verb::ProxyRemove(), "Look for apps that use the proxy"));

    script.succeed("app\n");

    CHECK(test::kind_of_end(script) == ErrorKind::command_failed);
    for (const auto& phase : plan::plan_for(Verb(verb::ProxyRemove{true}), bench.run).phases)
        CHECK(phase.title != "Look for apps that use the proxy");
}

TEST_CASE("images and folders stay on a host with a role that is out of scope") {
    auto config = test::sample_config();
    PlanBench all(config);
    PlanBench only_web(config, {{}, {"web"}, false});

    const auto hosts = [](PlanBench& bench) {
        Lines names;
        for (const auto& phase : plan::plan_for(Verb(verb::AppRemoveImages()), bench.run).phases) {
            if (phase.title != "Remove the app's images") continue;
            for (const auto& step : phase.steps(bench.run)) names.push_back(step.place.host());
        }
        return names;
    };
    CHECK(hosts(all) == Lines{"h1", "h2", "h3"});
    CHECK(hosts(only_web) == Lines{"h1", "h2"});
}

TEST_CASE("a folder that cannot be removed is a warning, and the rest is removed") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    Script script(step_of(bench, verb::AppRemoveDirectories(), "Remove the app's folders"));

    CHECK(script.lines() == Lines{"rm -rf .kamal/apps/app"});
    script.reply(1, "", "rm: cannot remove '.kamal/apps/app/x': Permission denied");

    CHECK(script.says("Removed .kamal/apps/app"));
    script.succeed();
    CHECK(script.lines() == Lines{"rm -rf .kamal/proxy/apps-config/app"});
    CHECK(bench.notices.size() == 1);
}

TEST_CASE("an accessory is replaced only where its image could be pulled everywhere") {
    auto config = test::sample_config();
    config.accessories.resize(1);
    auto& db = config.accessories[0];
    db.name = "db";
    db.service = "app-db";
    db.image = "mysql:8";
    db.hosts = {"h1", "h2"};
    PlanBench bench(config);

    Script pull(step_of(bench, verb::AccessoryReboot{{"db"}}, "Pull the image of accessory db"));
    Script replace(step_of(bench, verb::AccessoryReboot{{"db"}}, "Replace accessory db"));

    CHECK(pull.says("docker image pull mysql:8"));
    CHECK(replace.says("docker container stop app-db"));
    CHECK(replace.says("docker container prune --force --filter label=service=app-db"));
    CHECK_FALSE(replace.says("docker image pull"));
}

TEST_CASE("stale containers are told, and stopped where that is asked for") {
    PlanBench bench(test::sample_config(), {{"h1"}, {}, false});
    bench.knows("h1", {container("web", "v2"), container("web", "v1")});
    const auto find = [&](bool stops) {
        auto plan = plan::plan_for(Verb(verb::AppStaleContainers{stops}), bench.run);
        const auto& phase = plan.phases[plan.phases.size() - (stops ? 2 : 1)];
        return std::move(phase.steps(bench.run).front().dialogue);
    };

    Script detect(find(false));
    CHECK(detect.ended());
    Script stop(find(true));
    CHECK(stop.says("kamal-proxy.state"));  // one of them might be a canary
    stop.succeed("[]");
    CHECK(stop.lines() == Lines{"docker stop id-of-app-web-v1"});

    REQUIRE(bench.run.answers["h1"].size() == 2);
    CHECK(
        bench.run.answers["h1"][0].text.starts_with("Detected stale container for role web with version v1"));
    CHECK(bench.run.answers["h1"][1].text == "Stopping stale container for role web with version v1");
}
