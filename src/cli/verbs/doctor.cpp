#include "wheels/doctor.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/context.hpp"
#include "cli/streams.hpp"
#include "cli/verbs/answers.hpp"
#include "output/checkup_report.hpp"

namespace wheels::cli {
namespace {

bool is_broken(const std::vector<Checkup>& checkups) {
    return std::any_of(checkups.begin(), checkups.end(), [](const Checkup& checkup) {
        return std::any_of(checkup.findings.begin(), checkup.findings.end(), [](const Finding& finding) {
            return finding.severity == Finding::Severity::error;
        });
    });
}

awaitable<void> run(Context& context) {
    auto project = context.project();
    auto request = context.request(verb::Doctor());
    const auto checkups = co_await diagnose(std::move(project), std::move(request), context.surroundings);
    if (is_broken(checkups)) context.status = 1;
    if (context.dry_run()) context.say("Nothing was asked: this was a dry run.");
    if (checkups.empty()) co_return;
    if (context.asked.on("json")) {
        context.result(output::checkup_json(checkups));
        co_return;
    }
    const output::Paint paint(wants_colours(STDOUT_FILENO));
    auto report = output::checkup_report(checkups, context.quiet(), paint);
    report.pop_back();
    context.result(std::move(report));
}

}  // namespace

extern const Verb doctor_verb;
const Verb doctor_verb{
    .name = "doctor",
    .summary = "Look for what is in the way of a deploy, here and on every host",
    .flags = json_flags,
    .text =
        "It looks at deploy.yml and its secrets, at the tools and hooks of this machine, at names, SSH, "
        "Docker,\n"
        "disks, memory and clocks of the hosts, at registries, ports, the proxy, the lock, and at what "
        "broken\n"
        "deploys have left. It changes nothing, and takes no lock. The status is 1 when there is an error.\n",
    .examples =
        "wheels deploy doctor\n"
        "wheels deploy doctor -d staging -r web -q\n"
        "wheels deploy doctor --json | jq '.places[] | select(.findings != [])'\n",
    .run = run,
};

}  // namespace wheels::cli
