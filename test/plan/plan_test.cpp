// Which phases a verb has, in which order.
#include <doctest/doctest.h>

#include <vector>

#include "base/text.hpp"
#include "plan/script.hpp"

using namespace wheels;
using test::outline;
using test::PlanBench;

namespace {

using Lines = std::vector<std::string>;

Lines outline_of(const Verb& verb, const Config& config = test::sample_config()) {
    PlanBench bench(config);
    return outline(plan::plan_for(verb, bench.run));
}

const Lines building{"Get ready to build", "hook pre-build", "Build the app image"};
const Lines locking{"Connect", "Acquire the deploy lock"};
const Lines booting{"hook pre-app-boot", "Boot the app", "hook post-app-boot"};

Lines operator+(Lines first, const Lines& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

}  // namespace

TEST_CASE("a deploy asks before it connects, locks before it pulls, and unlocks before post-deploy") {
    const Lines rest = Lines{"hook pre-deploy"} + locking +
                       Lines{"Pull the app image", "Ensure kamal-proxy is running", "Stop stale containers"} +
                       booting +
                       Lines{"Tag the image as latest", "Prune old containers and images",
                             "Release the deploy lock", "hook post-deploy"};

    CHECK(outline_of(verb::Deploy()) == Lines{"hook pre-connect"} + building + rest);
    CHECK(outline_of(verb::Deploy{true}) == Lines{"hook pre-connect"} + rest);
}

TEST_CASE("redeploy leaves out the proxy and pruning, rollback the pull as well") {
    CHECK(outline_of(verb::Redeploy{true}) ==
          Lines{"hook pre-connect", "hook pre-deploy"} + locking +
              Lines{"Pull the app image", "Stop stale containers"} + booting +
              Lines{"Tag the image as latest", "Release the deploy lock", "hook post-deploy"});
    CHECK(outline_of(verb::Rollback{"v1"}) ==
          Lines{"hook pre-connect", "Connect", "Look for the version on every host", "hook pre-deploy",
                "Acquire the deploy lock"} +
              booting + Lines{"Tag the image as latest", "Release the deploy lock", "hook post-deploy"});
}

TEST_CASE("a canary is shipped without a switch, a tag or a prune, and promoted with all of them") {
    verb::Deploy canary{true};
    canary.canary = CanaryShare(10);
    CHECK(outline_of(canary) == Lines{"hook pre-connect", "hook pre-deploy"} + locking +
                                    Lines{"Pull the app image", "Start the canary", "Give it 10 %",
                                          "Release the deploy lock", "hook post-deploy"});
    CHECK(outline_of(verb::CanaryPromote()) == Lines{"hook pre-connect", "Connect", "hook pre-deploy",
                                                     "Acquire the deploy lock", "Pull the app image"} +
                                                   booting +
                                                   Lines{"Tag the image as latest",
                                                         "Prune old containers and images",
                                                         "Release the deploy lock", "hook post-deploy"});
    CHECK(outline_of(verb::CanaryAbort()) ==
          Lines{"hook pre-connect"} + locking + Lines{"Stop the canary", "Release the deploy lock"});
    auto config = test::sample_config();
    for (auto& role : config.roles) role.proxy.reset();
    CHECK_THROWS_AS(outline_of(canary, config), Error);
}

TEST_CASE("what the app needs before it boots is on all hosts before the first one boots") {
    const std::string title = "Prepare error pages, assets and certificates";
    auto config = test::sample_config();
    for (const Verb& verb : {Verb(verb::Deploy()), Verb(verb::Redeploy()), Verb(verb::Rollback())}) {
        CHECK_FALSE(text::contains(outline_of(verb, config), title));
        auto with_assets = config;
        with_assets.roles[0].asset_path.emplace();

        const auto lines = outline_of(verb, with_assets);

        const auto at = std::find(lines.begin(), lines.end(), title);
        REQUIRE(at != lines.end());
        CHECK(*(at + 1) == "hook pre-app-boot");
    }
}

TEST_CASE("setup is a deploy that sees to Docker first, and to accessories behind the proxy") {
    auto config = test::sample_config();
    config.accessories.resize(2);
    config.accessories[1].hosts = {"h2"};
    PlanBench bench(config);

    const auto plan = plan::plan_for(Verb(verb::Setup{true}), bench.run);

    CHECK(plan.deploys);
    CHECK(outline(plan) == Lines{"hook pre-connect", "hook pre-deploy"} + locking +
                               Lines{"Ensure Docker is installed", "hook docker-setup", "Pull the app image",
                                     "Ensure kamal-proxy is running", "Boot the accessories",
                                     "Stop stale containers"} +
                               booting +
                               Lines{"Tag the image as latest", "Prune old containers and images",
                                     "Release the deploy lock", "hook post-deploy"});
    CHECK_FALSE(text::contains(outline_of(verb::Deploy(), config), "Boot the accessories"));
}

TEST_CASE("upkeep is done under the lock, and is no deploy") {
    using What = verb::Prune::What;
    const struct {
        Verb verb;
        std::string subcommand;
        Lines work;
    } cases[] = {{verb::Bootstrap(), "bootstrap", {"Ensure Docker is installed", "hook docker-setup"}},
                 {verb::Prune(), "all", {"Prune old containers and images"}},
                 {verb::Prune{What::containers, 2}, "containers", {"Prune old containers"}},
                 {verb::Prune{What::images, {}}, "images", {"Prune old images"}}};
    for (const auto& c : cases) {
        CAPTURE(c.subcommand);
        PlanBench bench;
        const auto plan = plan::plan_for(c.verb, bench.run);
        CHECK_FALSE(plan.deploys);
        CHECK(plan.subcommand == c.subcommand);
        CHECK(outline(plan) ==
              Lines{"hook pre-connect"} + locking + c.work + Lines{"Release the deploy lock"});
    }
}

TEST_CASE("what changes the app changes it under the lock") {
    const Lines start{"hook pre-connect", "Connect", "Acquire the deploy lock"};
    const struct {
        Verb verb;
        std::string subcommand;
        Lines work;
    } cases[] = {
        {verb::AppBoot(), "boot", booting + Lines{"Tag the image as latest"}},
        {verb::AppStart(), "start", {"Start the app"}},
        {verb::AppStop(), "stop", {"Stop the app"}},
        {verb::AppRemove(),
         "remove",
         {"Stop the app", "Remove the app's containers", "Remove the app's images",
          "Remove the app's folders"}},
        {verb::AppRemoveContainer{"v1"}, "remove_container", {"Remove the container of version v1"}},
        {verb::AppRemoveContainers(), "remove_containers", {"Remove the app's containers"}},
        {verb::AppRemoveImages(), "remove_images", {"Remove the app's images"}},
        {verb::AppRemoveDirectories(), "remove_app_directories", {"Remove the app's folders"}},
        {verb::AppMaintenance(), "maintenance", {"Put the app into maintenance mode"}},
        {verb::AppLive(), "live", {"Put the app into live mode"}},
        {verb::AppStaleContainers{true}, "stale_containers", {}},
    };
    for (const auto& c : cases) {
        CAPTURE(c.subcommand);
        PlanBench bench;
        const auto plan = plan::plan_for(c.verb, bench.run);
        CHECK(plan.command == "app");
        CHECK(plan.subcommand == c.subcommand);
        CHECK_FALSE(plan.deploys);
        CHECK(outline(plan) == start + c.work + Lines{"Release the deploy lock"});
    }
}

TEST_CASE("what only asks takes no lock, and hears every host") {
    auto config = test::sample_config();
    config.accessories.resize(1);
    config.accessories[0].name = "db";
    config.accessories[0].hosts = {"h2"};
    const Verb asking[] = {verb::Details(),
                           verb::Audit(),
                           verb::AppDetails(),
                           verb::AppContainers(),
                           verb::AppImages(),
                           verb::AppVersion(),
                           verb::ProxyDetails(),
                           verb::AppStaleContainers(),
                           verb::ProxyBootConfigGet(),
                           verb::AccessoryDetails{{"db"}}};
    for (const auto& verb : asking) {
        PlanBench bench(config);
        const auto plan = plan::plan_for(verb, bench.run);
        CHECK(plan.hears_all);
        CHECK(outline(plan) == Lines{"hook pre-connect", "Connect"});
    }
}

TEST_CASE("a proxy is rebooted between its hooks, of each host with --rolling") {
    PlanBench bench;
    const auto at_once = plan::plan_for(Verb(verb::ProxyReboot()), bench.run);
    const auto rolling = plan::plan_for(Verb(verb::ProxyReboot{true}), bench.run);

    CHECK(outline(at_once) == Lines{"hook pre-connect"} + locking +
                                  Lines{"hook pre-proxy-reboot", "Reboot the proxy", "hook post-proxy-reboot",
                                        "Release the deploy lock"});
    std::vector<Lines> told;
    for (const auto& phase : rolling.phases) {
        if (!phase.hook_before.ends_with("-reboot")) continue;
        told.push_back(phase.hook_hosts);
        auto steps = phase.steps(bench.run);
        REQUIRE(steps.size() == 1);
        CHECK(steps.front().place.host() == phase.hook_hosts.front());
    }
    CHECK(told == std::vector<Lines>{{"h1"}, {"h2"}, {"h3"}});
}

TEST_CASE("accessories are those that are named, in the order of deploy.yml, or all") {
    auto config = test::sample_config();
    config.accessories.resize(2);
    config.accessories[0].name = "db";
    config.accessories[0].hosts = {"h1", "h2"};
    config.accessories[1].name = "redis";
    config.accessories[1].hosts = {"h3"};
    const auto stopped = [&](const std::vector<std::string>& names, const Filter& filter) {
        PlanBench bench(config, filter);
        Lines lines;
        for (const auto& phase : plan::plan_for(Verb(verb::AccessoryStop{names}), bench.run).phases) {
            if (phase.title.starts_with("Stop ")) lines.push_back(phase.title);
        }
        return lines;
    };
    const Filter only_h3{{"h3"}, {}, false};

    CHECK(stopped({}, {}) == Lines{"Stop accessory db", "Stop accessory redis"});
    CHECK(stopped({"redis", "db", "redis"}, {}) == Lines{"Stop accessory db", "Stop accessory redis"});
    CHECK(stopped({"redis"}, only_h3) == Lines{"Stop accessory redis"});
    CHECK(stopped({}, only_h3) == Lines{"Stop accessory redis"});
    CHECK_THROWS_WITH_AS(stopped({"db"}, only_h3), "accessory db is on no host in question", Error);
    CHECK_THROWS_WITH_AS(stopped({"nope"}, {}), "there is no accessory nope", Error);
}

TEST_CASE("remove takes away the app, then the proxy if nobody needs it, then accessories, then the login") {
    auto config = test::sample_config();
    config.accessories.resize(1);
    config.accessories[0].name = "db";
    config.accessories[0].hosts = {"h2"};

    CHECK(outline_of(verb::Remove(), config) ==
          Lines{"hook pre-connect"} + locking +
              Lines{"Stop the app", "Remove the app's containers", "Remove the app's images",
                    "Remove the app's folders", "Look for other apps that use the proxy", "Stop the proxy",
                    "Remove the container of the proxy", "Remove the image of the proxy",
                    "Remove the folder of the proxy", "Remove accessory db",
                    "Log out of the registry on the hosts", "Release the deploy lock"});
}

TEST_CASE("pruning keeps at least one container") {
    PlanBench bench;
    CHECK_THROWS_AS(plan::plan_for(Verb(verb::Prune{verb::Prune::What::all, 0}), bench.run), Error);
}

TEST_CASE("the build verbs take no lock and boot nothing") {
    CHECK(outline_of(verb::BuildPush()) == Lines{"hook pre-connect"} + building);
    CHECK(outline_of(verb::BuildPull()) == Lines{"hook pre-connect", "Connect", "Pull the app image"});
    CHECK(outline_of(verb::BuildDeliver()) ==
          Lines{"hook pre-connect"} + building + Lines{"Connect", "Pull the app image"});
    CHECK(outline_of(verb::BuildDev()) == Lines{"Build the app image"});
}

TEST_CASE("registry login and logout go to this machine first, and ask before they connect") {
    const std::string in_here = "Log in to the registry on this machine";
    const Lines in_there{"hook pre-connect", "Connect", "Log in to the registry on the hosts"};
    const std::string out_here = "Log out of the registry on this machine";
    const Lines out_there{"hook pre-connect", "Connect", "Log out of the registry on the hosts"};

    CHECK(outline_of(verb::RegistryLogin{false, false}) == Lines{in_here} + in_there);
    CHECK(outline_of(verb::RegistryLogin{true, false}) == in_there);
    CHECK(outline_of(verb::RegistryLogin{false, true}) == Lines{in_here});
    CHECK(outline_of(verb::RegistryLogin{true, true}).empty());
    CHECK(outline_of(verb::RegistryLogout{false, false}) == Lines{out_here} + out_there);
    CHECK(outline_of(verb::RegistryLogout{true, false}) == out_there);
}

TEST_CASE("a registry that this machine serves is started and removed here, and no host hears of it") {
    auto config = test::sample_config();
    config.registry.server = "localhost:5000";

    CHECK(outline_of(verb::RegistryLogin(), config) == Lines{"Start the registry of this machine"});
    CHECK(outline_of(verb::RegistryLogout(), config) == Lines{"Remove the registry of this machine"});
    CHECK(outline_of(verb::RegistryLogin{true, false}, config).empty());
}

TEST_CASE("verbs that only ask run pre-connect, and hear every host") {
    for (const Verb& verb : {Verb(verb::Details()), Verb(verb::Audit())}) {
        PlanBench bench;
        const auto plan = plan::plan_for(verb, bench.run);
        CHECK(plan.hears_all);
        CHECK(outline(plan) == Lines{"hook pre-connect", "Connect"});
    }
    CHECK(outline_of(verb::LockStatus()) == Lines{"hook pre-connect"});
}

TEST_CASE("where the lock's host is the only one, the end of a deploy is one sequence") {
    auto config = test::sample_config();
    config.roles = {test::sample_role("web", {"h1"}, true)};
    PlanBench bench(config);
    bench.run.lock.state = plan::Lock::State::ours;
    const auto plan = plan::plan_for(Verb(verb::Deploy{true}), bench.run);
    const auto& last = plan.phases[plan.phases.size() - 2];

    CHECK(last.title == "Tag the image as latest, prune old containers and images, release the deploy lock");
    auto steps = last.steps(bench.run);
    REQUIRE(steps.size() == 1);
    test::Script script(std::move(steps.front().dialogue));
    CHECK(script.lines().front().find("Tagging") != std::string::npos);
    CHECK(script.lines().back().find("rm -r .kamal/lock-app") != std::string::npos);
    script.succeed();
    CHECK(script.ended());
    CHECK_FALSE(bench.run.lock.may_be_ours());
}
