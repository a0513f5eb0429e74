#include "plan/phases/pull.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/image.hpp"
#include "commands/replies.hpp"
#include "plan/phases/registry.hpp"

namespace wheels::plan {
namespace {

Dialogue<> log_in_and_ask(RunState& run, std::string host) {
    auto sequence = login_commands(run.config.registry);
    sequence.push_back(commands::first_mirror());
    const auto results = co_await tell(std::move(sequence));
    const auto& answer = results.back();
    if (!answer.answered || !answer.succeeded()) co_return;
    const auto mirror = std::string(text::trim(answer.out));
    if (!mirror.empty()) run.first_of_mirror.try_emplace(mirror, host);
}

// Git shortens a commit as far as it is the only one in the clone, so the same commit has many tags.
bool may_be_short_commit(const std::string& version) {
    return version.size() >= 4 && version.size() < 40 &&
           version.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string hint_of_missing_tag(const RunState& run) {
    const auto& version = run.config.version;
    if (run.config.playground)
        return "the playground's registry has no tag " + version + " of " + run.config.image +
               ": build it here, without --skip-push, or give it an image of this machine's Docker with "
               "`wheels "
               "deploy playground image " +
               version + " IMAGE`";
    auto hint = "the registry has no tag " + version + " of " + run.config.image + ": ";
    if (may_be_short_commit(version)) {
        hint +=
            "if another clone has pushed this commit, its tag may be longer or shorter, as git shortens a "
            "commit "
            "differently from clone to clone (7 letters in a shallow one, 9 in a large one); ";
    }
    return hint + "build it here, without --skip-push, or name the tag that there is with --release VERSION";
}

Failure with_hint_of_missing_tag(const RunState& run, Failure failure) {
    const bool is_missing = failure.step == commands::pull_image(run.config).name &&
                            replies::no_such_tag(text::join(failure.remote_lines, "\n"));
    if (is_missing) failure.hint = hint_of_missing_tag(run);
    return failure;
}

Dialogue<> pull_on(RunState& run, std::string host, Sequence sequence) {
    std::optional<Failure> wrong;
    try {
        co_await tell(std::move(sequence));
    } catch (const Error& error) {
        wrong = failure_of(error, host, {});
    }
    if (wrong) throw failed(with_hint_of_missing_tag(run, *std::move(wrong)));
    run.ledger.pulled(host);
}

Steps pull_steps(RunState& run, const std::vector<std::string>& hosts, const Sequence& before) {
    Steps steps;
    for (const auto& host : hosts) {
        auto sequence = before;
        append(sequence, pull_commands(run));
        const auto place = on_host(host);
        std::optional<Forwarding> forwarding;
        if (const auto port = run.config.registry.local_port()) forwarding = Forwarding{place, *port};
        steps.emplace_back(place, pull_on(run, host, std::move(sequence)), forwarding);
    }
    return steps;
}

bool has_neighbours(const RunState& run) {
    return run.scope.app_hosts.size() > 1;
}

std::vector<std::string> seeding_hosts(const RunState& run) {
    std::vector<std::string> seeding;
    for (const auto& host : run.scope.app_hosts) {
        const auto& firsts = run.first_of_mirror;
        const bool seeds =
            std::any_of(firsts.begin(), firsts.end(), [&](const auto& f) { return f.second == host; });
        if (seeds) seeding.push_back(host);
    }
    return seeding;
}

}  // namespace

Sequence pull_commands(const RunState& run) {
    return {run.audit("Pulled image with version " + run.config.version), commands::clean_image(run.config),
            commands::pull_image(run.config), commands::validate_image(run.config)};
}

Phases pull_image() {
    Phase ask;
    ask.title = "Pull the app image";
    ask.steps = [](RunState& run) {
        if (!has_neighbours(run)) return Steps();
        return on_each(run.scope.app_hosts,
                       [&](const std::string& host) { return log_in_and_ask(run, host); });
    };
    Phase seed;
    seed.steps = [](RunState& run) { return pull_steps(run, seeding_hosts(run), {}); };
    Phase pull;
    pull.steps = [](RunState& run) {
        // Without a mirror to share, the login and the pull need no answer in between.
        const auto before = has_neighbours(run) ? Sequence() : login_commands(run.config.registry);
        return pull_steps(run, without(run.scope.app_hosts, seeding_hosts(run)), before);
    };
    return {std::move(ask), std::move(seed), std::move(pull)};
}

}  // namespace wheels::plan
