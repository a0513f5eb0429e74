#include <utility>

#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"bitwarden-sm", "Bitwarden Secrets Manager", "bws",
                     "https://bitwarden.com/help/secrets-manager-cli", "bws project list"};

using Arguments = std::vector<std::string>;

// `all`, or `PROJECT/all`, lists; anything else is the id of one secret.
std::optional<Arguments> listing(const std::vector<std::string>& names) {
    if (names.size() != 1) return std::nullopt;
    const std::string_view name = names.front();
    Arguments line{"secret", "list"};
    if (name == "all") return line;
    if (!name.ends_with("/all")) return std::nullopt;
    line.emplace_back(name.substr(0, name.find("/all")));
    return line;
}

void add(Values& values, const Json& secret) {
    if (auto key = text_of(member(secret, "key")))
        values.set(std::move(*key), text_of(member(secret, "value")));
}

awaitable<void> login(VaultCli& cli) {
    Arguments line{"project", "list"};
    auto reply = co_await cli.run(std::move(line));
    if (!reply.succeeded())
        cli.fail("could not authenticate to Bitwarden Secrets Manager",
                 "set BWS_ACCESS_TOKEN to a valid access token");
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    const auto names = prefixed_names(request);
    if (names.empty())
        cli.fail("nothing was asked for", "name the ids of secrets, or `all`, or --from PROJECT all");
    co_await login(cli);
    Values values;
    if (auto list = listing(names)) {
        auto reply = co_await cli.run(std::move(*list));
        if (!reply.succeeded()) cli.fail("could not read secrets from Bitwarden Secrets Manager", reply);
        const auto json = parse_json(reply.out);
        if (!json || !json->is_array()) cli.fail("`bws secret list` answered something else than a list");
        for (const auto& secret : *json) add(values, secret);
        co_return values;
    }
    std::vector<Arguments> lines;
    for (const auto& id : names) lines.push_back(Arguments{"secret", "get", id});
    const auto replies = co_await cli.run_each(std::move(lines));
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (!replies[i].succeeded())
            cli.fail("could not read " + names[i] + " from Bitwarden Secrets Manager", replies[i]);
        const auto json = parse_json(replies[i].out);
        if (!json) cli.fail("`bws secret get` answered something else than JSON for " + names[i]);
        add(values, *json);
    }
    co_return values;
}

}  // namespace

const Adapter bitwarden_secrets_manager{tool, false, fetch};

}  // namespace wheels::secrets
