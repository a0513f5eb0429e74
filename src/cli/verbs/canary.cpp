#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.hpp"
#include "cli/verbs/answers.hpp"
#include "cli/verbs/canary_share.hpp"
#include "cli/verbs/looking.hpp"
#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

constexpr std::array set_flags{canary_list_flag("list")};

/// Of the roles that have a canary, what serves and the canary.
Status canaries_of(Status status) {
    const auto all = status.roles;
    std::erase_if(status.roles, [&](const RoleStatus& role) {
        if (!role.trouble.empty() || role.canary_unknown) return false;
        for (const auto& other : all) {
            if (other.canary && other.host == role.host && other.role == role.role) return false;
        }
        return true;
    });
    return status;
}

awaitable<void> show(Context& context) {
    const auto project = co_await context.load(Context::Needs::to_ask);
    const Look how;
    auto found = co_await look(context, project, context.sink, how);
    if (!found) co_return;
    const auto status = canaries_of(std::move(*found));
    if (context.asked.on("json")) {
        context.result(json_of(status, project));
    } else if (status.roles.empty()) {
        context.result("There is no canary");
    } else {
        for (auto& line : table_of(status)) context.result(std::move(line));
    }
    for (const auto& role : status.roles) {
        if (!role.canary_unknown) continue;
        context.status = 1;
        context.say(
            project.redacted(fmt::format("{}: kamal-proxy does not tell whether {} has a canary; `wheels "
                                         "deploy doctor` looks for what is wrong",
                                         role.host, role.role)));
    }
    if (in_trouble(status)) context.status = 1;
}

awaitable<void> set(Context& context) {
    const auto& words = context.asked.arguments;
    const auto percent = words.empty() ? std::nullopt : std::optional(words.front());
    const auto share = canary_share(percent, context.asked.value("list"));
    if (!share)
        throw Error(ErrorKind::usage, "canary set needs a share", "As in `wheels deploy canary set 25%`.");
    verb::CanarySet set;
    set.share = *share;
    auto done = fmt::format("The canary has {}", in_words(*share));
    co_await carry_out(context, std::move(set), Context::Needs::to_connect, std::move(done));
}

std::string version_of_canary(const Status& status) {
    std::string version;
    for (const auto& role : status.roles) {
        if (role.canary_unknown)
            throw Error(ErrorKind::command_failed,
                        fmt::format("{} does not tell what its kamal-proxy serves", role.host),
                        "`wheels deploy doctor` says what is wrong there.");
        if (!role.canary) continue;
        if (!role.version)
            throw Error(ErrorKind::command_failed,
                        fmt::format("the container of the canary is gone from {}", role.host),
                        "`wheels deploy canary abort` takes its share.");
        if (version.empty()) version = *role.version;
        if (version != *role.version)
            throw Error(
                ErrorKind::command_failed,
                fmt::format("there are canaries of several versions: {} and {}", version, *role.version),
                "`wheels deploy canary status` shows them; name the version, and with --hosts where.");
    }
    return version;
}

/// Looks for it on the hosts, in a dry run too: what such a run shows depends on it.
awaitable<std::string> find_version(Context& context, const Project& project) {
    const Look how(false, true);
    const auto status = co_await look(context, project, context.sink, how);
    for (const auto& role : status->roles) {
        if (!role.trouble.empty())
            throw Error(ErrorKind::command_failed,
                        fmt::format("{} cannot be asked for its canary: {}", role.host, role.trouble),
                        "Leave it out with --hosts, or name the version.");
    }
    auto version = version_of_canary(*status);
    if (version.empty())
        throw Error(ErrorKind::command_failed, "no host has a canary",
                    "`wheels deploy --canary 10%` ships one.");
    co_return version;
}

Words words_of_promotion() {
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Promoting canary {} on {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Promoted {} {}", config.version, where_and_when("on", report));
    };
    return words;
}

awaitable<void> promote(Context& context) {
    auto version = context.asked.value("version");
    if (!context.asked.arguments.empty()) version = context.asked.arguments.front();
    const auto project = co_await context.load(Context::Needs::all_but_version);
    verb::CanaryPromote promote;
    if (!version) {
        auto found = co_await find_version(context, project);
        version = std::move(found);
        promote.pre_connected = !context.dry_run();
    }
    auto other = project.in_version(*version);
    promote.version = *version;
    auto words = words_of_promotion();
    co_await carry_out_for(context, std::move(other), std::move(promote), std::move(words));
}

awaitable<void> abort(Context& context) {
    Words words;
    words.ending = [](const Config&, const Report& report) {
        return fmt::format("No canary {}", where_and_when("on", report));
    };
    co_await carry_out(context, verb::CanaryAbort(), Context::Needs::to_connect, std::move(words));
}

}  // namespace

extern const Verb canary_status_verb;
const Verb canary_status_verb{
    .name = "canary status",
    .summary = "Show where a canary runs beside what serves, and its share",
    .flags = json_flags,
    .text =
        "The rows of `status` for the roles that have a canary; the status is 1 where a host cannot be "
        "asked.\n",
    .examples =
        "wheels deploy canary status\n"
        "wheels deploy canary status --json\n",
    .run = show,
};

extern const Verb canary_set_verb;
const Verb canary_set_verb{
    .name = "canary set",
    .summary = "Give the canary another share of the requests",
    .arguments = "[SHARE]",
    .most = 1,
    .flags = set_flags,
    .text =
        "Both the percentage and the list count from now on; the one that is not named becomes 0 or empty.\n",
    .examples =
        "wheels deploy canary set 50%\n"
        "wheels deploy canary set 0% --list alice,bob   # these visitors alone\n",
    .run = set,
};

extern const Verb canary_promote_verb;
const Verb canary_promote_verb{
    .name = "canary promote",
    .summary = "Let the canary serve all requests, and stop what served before",
    .arguments = "[VERSION]",
    .most = 1,
    .text =
        "The canary's containers take over as they are; other roles, and hosts without a canary, get the "
        "version as in a\n"
        "deploy. Hooks run as in a deploy. Until everything has switched the canary keeps its share.\n",
    .examples =
        "wheels deploy canary promote\n"
        "wheels deploy canary promote 1a2b3c4   # only if it is this one\n",
    .run = promote,
};

extern const Verb canary_abort_verb;
const Verb canary_abort_verb{
    .name = "canary abort",
    .summary = "Give all requests back to what served before, and stop the canary",
    .examples = "wheels deploy canary abort\n",
    .run = abort,
};

}  // namespace wheels::cli
