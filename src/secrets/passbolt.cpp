#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"
#include "secrets/passbolt_folders.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"passbolt", "Passbolt", "passbolt", "https://github.com/passbolt/go-passbolt-cli",
                     "passbolt configure"};

using Arguments = std::vector<std::string>;
using Folders = std::vector<PassboltFolder>;

bool knows(const Folders& known, const std::string& id) {
    return std::any_of(known.begin(), known.end(),
                       [&](const PassboltFolder& folder) { return folder.id == id; });
}

awaitable<void> list_folders(std::string filter, Folders& known, VaultCli& cli) {
    Arguments line{"list", "folders", "--filter", std::move(filter), "--json"};
    auto reply = co_await cli.run(std::move(line));
    if (!reply.succeeded()) cli.fail("could not read folders from Passbolt", reply);
    auto found = passbolt_folders_in(reply.out);
    if (!found) cli.fail("`passbolt list folders` answered something else than a list");
    for (auto& folder : *found) {
        if (!knows(known, folder.id)) known.push_back(std::move(folder));
    }
}

// The folders at the top by one call, then down every path, one level after the other.
awaitable<Folders> folders_for(const std::vector<std::string>& names, VaultCli& cli) {
    const auto paths = folder_paths(names);
    Folders known;
    std::vector<std::string> tops;
    for (const auto& path : paths) {
        auto filter = folder_filter(path.front(), "");
        if (std::find(tops.begin(), tops.end(), filter) == tops.end()) tops.push_back(std::move(filter));
    }
    if (tops.empty()) co_return known;
    auto at_top = text::join(tops, " || ");
    co_await list_folders(std::move(at_top), known, cli);
    std::vector<std::string> missing;
    for (const auto& path : paths) {
        for (std::size_t depth = 2; depth <= path.size(); ++depth) {
            const std::vector<std::string> above(path.begin(),
                                                 path.begin() + static_cast<std::ptrdiff_t>(depth - 1));
            const std::vector<std::string> here(path.begin(),
                                                path.begin() + static_cast<std::ptrdiff_t>(depth));
            const auto* parent = find_folder(known, above);
            if (parent == nullptr || find_folder(known, here) != nullptr) continue;
            auto filter = folder_filter(here.back(), parent->id);
            co_await list_folders(std::move(filter), known, cli);
        }
        if (find_folder(known, path) == nullptr) missing.push_back(text::join(path, "/"));
    }
    if (!missing.empty()) cli.fail("could not find these folders in Passbolt: " + text::join(missing, ", "));
    co_return known;
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    const auto names = prefixed_names(request);
    if (names.empty()) cli.fail("nothing was asked for", "name the secrets to fetch");
    Arguments verify{"verify"};
    auto verified = co_await cli.run(std::move(verify));
    if (!verified.succeeded()) cli.fail("failed to log in to Passbolt", verified);
    const auto folders = co_await folders_for(names, cli);
    Arguments line{"list", "resources", "--filter", resource_filter(names, folders)};
    for (const auto& folder : folders) line.insert(line.end(), {"--folder", folder.id});
    line.insert(line.end(), {"--column", "name", "--column", "password", "--json"});
    auto reply = co_await cli.run(std::move(line));
    if (!reply.succeeded()) cli.fail("could not read " + text::join(names, ", ") + " from Passbolt", reply);
    const auto json = parse_json(reply.out);
    if (!json || !json->is_array()) cli.fail("`passbolt list resources` answered something else than a list");
    Values values;
    for (const auto& item : *json) {
        if (auto name = text_of(member(item, "name")))
            values.set(std::move(*name), text_of(member(item, "password")));
    }
    std::vector<std::string> missing;
    for (const auto& name : names) {
        const auto path = path_segments(name);
        if (!path.empty() && !values.contains(path.back())) missing.push_back(name);
    }
    if (!missing.empty()) cli.fail("could not find " + text::join(missing, ", ") + " in Passbolt");
    co_return values;
}

}  // namespace

const Adapter passbolt{tool, false, fetch};

}  // namespace wheels::secrets
