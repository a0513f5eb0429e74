#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"lastpass", "LastPass", "lpass", "https://github.com/lastpass/lastpass-cli",
                     "lpass login"};

using Arguments = std::vector<std::string>;

awaitable<bool> logged_in(const std::string& account, VaultCli& cli) {
    Arguments line{"status", "--color", "never"};
    auto reply = co_await cli.run(std::move(line));
    co_return text::trim(reply.out) == "Logged in as " + account + ".";
}

awaitable<void> login(const std::string& account, VaultCli& cli) {
    auto already = co_await logged_in(account, cli);
    if (already) co_return;
    auto turn = co_await cli.turn();
    if (turn.others()) {
        already = co_await logged_in(account, cli);
        if (already) co_return;
    }
    Arguments line{"login", account};
    auto reply = co_await cli.ask(std::move(line));
    if (!reply.succeeded()) cli.fail("failed to log in to LastPass as " + account, reply);
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    const auto names = prefixed_names(request);
    if (names.empty()) cli.fail("nothing was asked for", "name the secrets to fetch");
    co_await login(*request.account, cli);
    Arguments line{"show"};
    line.insert(line.end(), names.begin(), names.end());
    line.emplace_back("--json");
    auto reply = co_await cli.run(std::move(line));
    if (!reply.succeeded()) cli.fail("could not read " + text::join(names, ", ") + " from LastPass", reply);
    const auto json = parse_json(reply.out);
    if (!json || !json->is_array()) cli.fail("`lpass show` answered something else than a list");
    Values values;
    for (const auto& item : *json) {
        if (auto name = text_of(member(item, "fullname")))
            values.set(std::move(*name), text_of(member(item, "password")));
    }
    std::vector<std::string> missing;
    for (const auto& name : names) {
        if (!values.contains(name)) missing.push_back(name);
    }
    if (!missing.empty()) cli.fail("could not find " + text::join(missing, ", ") + " in LastPass");
    co_return values;
}

}  // namespace

const Adapter last_pass{tool, true, fetch};

}  // namespace wheels::secrets
