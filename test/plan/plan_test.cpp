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
