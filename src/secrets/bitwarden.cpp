#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"bitwarden", "Bitwarden", "bw", "https://bitwarden.com/help/cli", "bw login"};

using Arguments = std::vector<std::string>;

/// What is wanted of one item: named fields, its password (an empty field), or whatever it has.
struct Item {
    std::string name;
    std::vector<std::string> fields;
};

// A name is ITEM or ITEM/FIELD.
std::vector<Item> items_of(const FetchRequest& request, const VaultCli& cli) {
    std::vector<Item> items;
    for (const auto& name : prefixed_names(request)) {
        auto segments = path_segments(name);
        if (segments.empty()) cli.fail("an empty name was asked for", "name an item, or ITEM/FIELD");
        segments.resize(2);
        const auto same = [&](const Item& item) { return item.name == segments[0]; };
        auto found = std::find_if(items.begin(), items.end(), same);
        if (found == items.end()) found = items.insert(items.end(), Item{segments[0], {}});
        found->fields.push_back(segments[1]);
    }
    return items;
}

void add_field(
    Values& values, const Item& item, const std::string& field, const Json& json, const VaultCli& cli) {
    for (const auto& candidate : member(json, "fields")) {
        if (text_of(member(candidate, "name")) != field) continue;
        values.set(item.name + "/" + field, text_of(member(candidate, "value")));
        return;
    }
    cli.fail("could not find field " + field + " in item " + item.name + " in Bitwarden",
             "see `bw get item` for what the item has");
}

// Without a field: the password of a login, else all of the item's own fields.
void add_item(Values& values, const Item& item, const Json& json, const VaultCli& cli) {
    if (auto password = text_of(member(member(json, "login"), "password"))) {
        values.set(item.name, std::move(*password));
        return;
    }
    const auto& fields = member(json, "fields");
    if (!fields.is_array() || fields.empty())
        cli.fail("item " + item.name + " is not a login type item and no fields were specified",
                 "name a field: " + item.name + "/FIELD");
    for (const auto& field : fields)
        add_field(values, item, text_of(member(field, "name")).value_or(""), json, cli);
}

awaitable<std::string> status(VaultCli& cli) {
    Arguments line{"status"};
    auto reply = co_await cli.run(std::move(line));
    const auto json = parse_json(text::trim(reply.out));
    if (!json) cli.fail("`bw status` answered something else than JSON", reply);
    co_return text_of(member(*json, "status")).value_or("");
}

void use_session(const std::string& account, VaultCli& cli) {
    if (auto session = cli.session(account)) cli.set_environment("BW_SESSION", std::move(*session));
}

// Logging in and unlocking ask for the master password. The key that unlocks stays in the tool's environment.
awaitable<void> login(const std::string& account, VaultCli& cli) {
    use_session(account, cli);
    auto state = co_await status(cli);
    if (state != "unlocked") {
        auto turn = co_await cli.turn();
        if (turn.others()) {
            use_session(account, cli);
            state = co_await status(cli);
        }
        if (state == "unauthenticated") {
            Arguments line{"login", account};
            co_await cli.ask(std::move(line));
            state = co_await status(cli);
        }
        if (state == "locked") {
            Arguments line{"unlock", "--raw"};
            auto reply = co_await cli.ask(std::move(line));
            const std::string session(text::trim(reply.out));
            if (!session.empty()) {
                cli.set_environment("BW_SESSION", session);
                cli.remember_session(account, session);
            }
            state = co_await status(cli);
        }
    }
    if (state != "unlocked")
        cli.fail("failed to log in to and unlock Bitwarden",
                 "try `bw login " + account + "` and `bw unlock` by hand");
    Arguments line{"sync"};
    auto synced = co_await cli.run(std::move(line));
    if (!synced.succeeded()) cli.fail("failed to sync Bitwarden", synced);
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    const auto items = items_of(request, cli);
    co_await login(*request.account, cli);
    Values values;
    for (const auto& item : items) {
        Arguments line{"get", "item", item.name};
        auto reply = co_await cli.run(std::move(line));
        if (!reply.succeeded()) cli.fail("could not read " + item.name + " from Bitwarden", reply);
        const auto json = parse_json(reply.out);
        if (!json) cli.fail("`bw get item` answered something else than JSON for " + item.name);
        for (const auto& field : item.fields) {
            if (field.empty()) {
                add_item(values, item, *json, cli);
            } else {
                add_field(values, item, field, *json, cli);
            }
        }
    }
    co_return values;
}

}  // namespace

const Adapter bitwarden{tool, true, fetch};

}  // namespace wheels::secrets
