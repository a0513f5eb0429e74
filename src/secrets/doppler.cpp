#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"doppler", "Doppler", "doppler", "https://docs.doppler.com/docs/install-cli",
                     "doppler login"};

using Arguments = std::vector<std::string>;

/// Names of one config of one project; both are empty when a service token says which.
struct Group {
    std::string project;
    std::string config;
    std::vector<std::string> names;
};

// PROJECT/CONFIG/NAME, or --from PROJECT/CONFIG; a service token stands for one config by itself.
std::vector<Group> groups_of(const FetchRequest& request, const VaultCli& cli) {
    const bool by_token = cli.environment("DOPPLER_TOKEN").starts_with("dp.st");
    std::vector<Group> groups;
    for (const auto& name : prefixed_names(request)) {
        auto segments = path_segments(name);
        if (segments.empty()) cli.fail("an empty name was asked for", "name the secrets to fetch");
        const auto last = segments.back();
        if (by_token) segments.assign(2, "");
        if (segments.size() < 2 || (segments.size() == 2 && !by_token))
            cli.fail("missing project or config for " + last, "give --from PROJECT/CONFIG");
        const auto same = [&](const Group& g) { return g.project == segments[0] && g.config == segments[1]; };
        auto found = std::find_if(groups.begin(), groups.end(), same);
        if (found == groups.end()) found = groups.insert(groups.end(), Group{segments[0], segments[1], {}});
        found->names.push_back(last);
    }
    return groups;
}

Arguments get(const Group& group) {
    Arguments line{"secrets", "get"};
    line.insert(line.end(), group.names.begin(), group.names.end());
    line.emplace_back("--json");
    if (!group.project.empty()) line.insert(line.end(), {"-p", group.project, "-c", group.config});
    return line;
}

awaitable<bool> logged_in(VaultCli& cli) {
    Arguments line{"me", "--json"};
    auto reply = co_await cli.run(std::move(line));
    co_return reply.succeeded();
}

awaitable<void> login(VaultCli& cli) {
    auto already = co_await logged_in(cli);
    if (already) co_return;
    auto turn = co_await cli.turn();
    if (turn.others()) {
        already = co_await logged_in(cli);
        if (already) co_return;
    }
    Arguments line{"login", "-y"};
    auto reply = co_await cli.ask(std::move(line));
    if (!reply.succeeded()) cli.fail("failed to log in to Doppler", reply);
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    const auto groups = groups_of(request, cli);
    if (groups.empty()) cli.fail("nothing was asked for", "name the secrets to fetch");
    co_await login(cli);
    std::vector<Arguments> lines;
    for (const auto& group : groups) lines.push_back(get(group));
    const auto replies = co_await cli.run_each(std::move(lines));
    Values values;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        const auto what = text::join(groups[i].names, ", ");
        if (!replies[i].succeeded()) cli.fail("could not read " + what + " from Doppler", replies[i]);
        const auto json = parse_json(replies[i].out);
        if (!json || !json->is_object()) cli.fail("`doppler secrets get` answered something else than JSON");
        for (const auto& [name, value] : json->items()) values.set(name, text_of(member(value, "computed")));
    }
    co_return values;
}

}  // namespace

const Adapter doppler{tool, false, fetch};

}  // namespace wheels::secrets
