#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"enpass", "Enpass", "enpass-cli", "https://github.com/hazcod/enpass-cli",
                     "enpass-cli -vault VAULT list"};

using Arguments = std::vector<std::string>;

bool has(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

// A name is TITLE, for all that the item has, or TITLE/LABEL; a title may hold slashes itself.
std::vector<std::string> titles_of(const std::vector<std::string>& names) {
    std::vector<std::string> titles;
    for (const auto& name : names) {
        const auto slash = name.rfind('/');
        const bool whole = slash == std::string::npos || slash == 0;
        const auto title = whole ? name.substr(slash == 0 ? 1 : 0) : name.substr(0, slash);
        if (!has(titles, title)) titles.push_back(title);
    }
    return titles;
}

Values passwords_in(const Json& items, const std::vector<std::string>& wanted, const VaultCli& cli) {
    Values values;
    std::vector<std::string> found;
    for (const auto& item : items) {
        const auto title = text_of(member(item, "title"));
        const auto label = text_of(member(item, "label")).value_or("");
        const auto password = text_of(member(item, "password")).value_or("");
        if (!title || text::trim(password).empty()) continue;
        const auto key = title->empty() || label.empty() ? *title + label : *title + "/" + label;
        if (!has(wanted, *title) && !has(wanted, key)) continue;
        if (values.contains(key))
            cli.fail(key + " is present more than once", "give one of the two another label");
        values.set(key, password);
        found.insert(found.end(), {*title, key});
    }
    std::vector<std::string> missing;
    for (const auto& name : wanted) {
        if (!has(found, name)) missing.push_back(name);
    }
    if (!missing.empty()) cli.fail("could not find " + text::join(missing, ", ") + " in Enpass");
    return values;
}

// The tool asks for the master password itself, unless it finds it in its environment: every call needs a
// turn.
awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    if (!request.from) cli.fail("no vault was given", "give --from PATH_OF_VAULT");
    if (request.names.empty()) cli.fail("nothing was asked for", "name the secrets to fetch");
    Arguments line{"-json", "-vault", *request.from, "show"};
    const auto titles = titles_of(request.names);
    line.insert(line.end(), titles.begin(), titles.end());
    auto turn = co_await cli.turn();
    auto reply = co_await cli.ask(std::move(line));
    if (!reply.succeeded()) cli.fail("could not read " + text::join(titles, ", ") + " from Enpass", reply);
    const auto json = parse_json(text::trim(reply.out));
    if (!json || !json->is_array()) cli.fail("`enpass-cli` answered something else than a list");
    co_return passwords_in(*json, request.names, cli);
}

}  // namespace

const Adapter enpass{tool, false, fetch};

}  // namespace wheels::secrets
