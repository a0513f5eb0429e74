#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"1password", "1Password", "op", "https://developer.1password.com/docs/cli/get-started",
                     "op signin"};

using Arguments = std::vector<std::string>;

std::string without_scheme(std::string_view reference) {
    if (reference.starts_with("op://")) reference.remove_prefix(5);
    return std::string(reference);
}

/// The fields wanted of one item.
struct Item {
    std::string vault;
    std::string name;
    Arguments fields;
};

Item& item_of(std::vector<Item>& items, const std::string& vault, const std::string& name) {
    const auto same = [&](const Item& item) { return item.vault == vault && item.name == name; };
    const auto found = std::find_if(items.begin(), items.end(), same);
    if (found != items.end()) return *found;
    return items.emplace_back(Item{vault, name, {}});
}

// A name is VAULT/ITEM/[SECTION/]FIELD; the field is the password when it is left out.
std::vector<Item> items_of(const FetchRequest& request, const VaultCli& cli) {
    std::vector<Item> items;
    for (const auto& name : prefixed_names(request)) {
        auto segments = path_segments(without_scheme(name));
        if (segments.size() < 2)
            cli.fail("`" + name + "` names no item",
                     "write VAULT/ITEM or VAULT/ITEM/FIELD, or give --from VAULT");
        Arguments field(segments.begin() + 2, segments.end());
        if (field.empty()) field.emplace_back("password");
        item_of(items, segments[0], segments[1]).fields.push_back(text::join(field, "."));
    }
    return items;
}

Item whole_item(const FetchRequest& request, const VaultCli& cli) {
    const auto segments = path_segments(without_scheme(request.from.value_or("")));
    if (segments.size() < 2)
        cli.fail("nothing was asked for", "name secrets, or an item: --from op://VAULT/ITEM");
    return Item{segments[0], segments[1], {}};
}

Arguments get_item(const Item& item, const std::string& account, const std::string& session) {
    Arguments line{"item", "get", item.name, "--vault", item.vault, "--format", "json", "--account", account};
    if (!session.empty()) line.insert(line.end(), {"--session", session});
    Arguments labels;
    for (const auto& field : item.fields) labels.push_back("label=" + field);
    if (!labels.empty()) line.insert(line.end(), {"--fields", text::join(labels, ",")});
    return line;
}

// One field is an object, several are an array, and a whole item has them as `fields`. A field goes by its
// reference, op://VAULT/ITEM/FIELD; the password goes by the item's.
Values fields_in(const Json& reply) {
    const auto& all = member(reply, "fields");
    const Json single = Json::array({reply});
    const auto& fields = reply.is_array() ? reply : all.is_array() ? all : single;
    Values values;
    for (const auto& field : fields) {
        const auto reference = text_of(member(field, "reference"));
        if (!reference) continue;
        auto name = without_scheme(*reference);
        if (name.ends_with("/password")) name.resize(name.size() - std::string_view("/password").size());
        values.set(std::move(name), text_of(member(field, "value")));
    }
    return values;
}

// The session token opens nothing without the key file of this user, and has no other documented way in for
// every version of the tool: it goes as an option, as with Kamal.
awaitable<std::string> login(const std::string& account, VaultCli& cli) {
    Arguments get_account{"account", "get", "--account", account};
    auto known = co_await cli.run(get_account);
    if (known.succeeded()) co_return std::string();
    auto turn = co_await cli.turn();
    if (auto session = cli.session(account)) co_return *session;
    Arguments sign_in{"signin", "--account", account, "--force", "--raw"};
    auto reply = co_await cli.ask(std::move(sign_in));
    if (!reply.succeeded()) cli.fail("failed to log in to 1Password as " + account, reply);
    std::string session(text::trim(reply.out));
    cli.remember_session(account, session);
    co_return session;
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    std::vector<Item> items;
    if (request.names.empty()) {
        items.push_back(whole_item(request, cli));
    } else {
        items = items_of(request, cli);
    }
    auto session = co_await login(*request.account, cli);
    Values values;
    for (const auto& item : items) {
        auto line = get_item(item, *request.account, session);
        auto reply = co_await cli.run(std::move(line));
        const auto place = item.name + " in the " + item.vault + " 1Password vault";
        const auto what = item.fields.empty() ? place : text::join(item.fields, ", ") + " from " + place;
        if (!reply.succeeded()) cli.fail("could not read " + what, reply);
        const auto json = parse_json(reply.out);
        if (!json) cli.fail("`op item get` answered something else than JSON for " + what);
        values.add(fields_in(*json));
    }
    co_return values;
}

}  // namespace

const Adapter one_password{tool, true, fetch};

}  // namespace wheels::secrets
