// What doctor asks, and that whatever goes wrong at a place is a part of its checkup.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "plan/script.hpp"

using namespace wheels;
using test::PlanBench;
using test::Script;

namespace {

using Lines = std::vector<std::string>;

plan::Steps steps_of(PlanBench& bench, const std::string& title, const verb::Doctor& doctor = {}) {
    const auto plan = plan::plan_for(Verb(doctor), bench.run);
    for (const auto& phase : plan.phases) {
        if (phase.title == title) return phase.steps(bench.run);
    }
    throw std::logic_error("there is no phase " + title);
}

Script asking(PlanBench& bench,
              const std::string& title,
              std::size_t step = 0,
              const verb::Doctor& doctor = {}) {
    auto steps = steps_of(bench, title, doctor);
    return Script(std::move(steps.at(step).dialogue));
}

}  // namespace

TEST_CASE("doctor takes no lock, and asks this machine before the hosts") {
    PlanBench bench;

    const auto plan = plan::plan_for(Verb(verb::Doctor()), bench.run);

    CHECK(test::outline(plan) == Lines{"hook pre-connect", "Look at this machine", "Look at the hosts"});
    CHECK(plan.hears_all);
    CHECK_FALSE(plan.deploys);
}

TEST_CASE("all that doctor says is a question, whose status is a value") {
    PlanBench bench;
    bench.config.builder.arches = {"amd64"};
    std::size_t count = 0;

    test::hear_plan(bench.run, plan::plan_for(Verb(verb::Doctor()), bench.run),
                    [&](const plan::Place&, const Command& command) {
                        CAPTURE(command.line);
                        CHECK(command.probe);
                        CHECK_FALSE(command.checked);
                        CHECK(command.line.find("registry-password") == std::string::npos);
                        ++count;
                    });

    CHECK(count > 30);
    CHECK(bench.run.checkups.empty());
}

TEST_CASE("a host that cannot be reached ends its dialogue well") {
    PlanBench bench;
    Script script = asking(bench, "Look at the hosts", 1);

    script.fail(ErrorKind::authentication, "h2 does not let root in");

    CHECK(script.ended());
    script.finish();
    REQUIRE(bench.run.examination.hosts["h2"].broken_off.has_value());
    CHECK(bench.run.examination.hosts["h2"].broken_off->kind == ErrorKind::authentication);
    CHECK(bench.run.ledger.failures().empty());
}

TEST_CASE("where Docker does not answer, it is asked nothing more, and the disk all the same") {
    PlanBench bench;
    Script script = asking(bench, "Look at the hosts");

    script.go_on();
    REQUIRE(script.lines().size() == 7);
    script.reply(1, "", "");

    REQUIRE(script.lines().size() == 1);
    CHECK(script.says("df -Pk"));
    CHECK(script.says("/var/lib/docker"));
}

TEST_CASE("an account that this machine was refused is not tried on the hosts") {
    PlanBench bench;
    Script here = asking(bench, "Look at this machine");
    here.succeed();
    CHECK(here.says("docker login registry.test:5000 -u deployer --password-stdin"));
    here.reply(1, "", "unauthorized");
    CHECK(here.ended());

    test::hear_plan(
        bench.run,
        [&] {
            plan::Plan hosts;
            for (auto& phase : plan::plan_for(Verb(verb::Doctor()), bench.run).phases) {
                if (phase.title == "Look at the hosts") hosts.phases.push_back(std::move(phase));
            }
            bench.run.examination.dry = true;
            return hosts;
        }(),
        [&](const plan::Place&, const Command& command) {
            CHECK_FALSE(text::contains({command.name}, "try the account of the registry"));
        });
}

TEST_CASE("without secrets no account is tried") {
    PlanBench bench;
    verb::Doctor doctor;
    doctor.tries_accounts = false;

    test::hear_plan(bench.run, plan::plan_for(Verb(doctor), bench.run),
                    [](const plan::Place&, const Command& command) {
                        CHECK(command.line.find("docker login") == std::string::npos);
                    });
}

TEST_CASE("the account of an accessory's own registry is tried where the accessory is") {
    auto config = test::sample_config();
    config.accessories.resize(1);
    config.accessories[0].hosts = {"h2"};
    config.accessories[0].registry.emplace();
    config.accessories[0].registry->server = "other.test";
    config.accessories[0].registry->username = "me";
    PlanBench bench(config);
    Lines places;

    test::hear_plan(bench.run, plan::plan_for(Verb(verb::Doctor()), bench.run),
                    [&](const plan::Place& place, const Command& command) {
                        if (command.line.find("docker login other.test") != std::string::npos)
                            places.push_back(place.name);
                    });

    CHECK(places == Lines{"h2"});
}
