#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {
namespace {

const VaultTool tool{"gcp_secret_manager", "gcloud", "gcloud", "https://cloud.google.com/sdk/docs/install",
                     "gcloud auth login"};

using Arguments = std::vector<std::string>;

/// Which version of which secret.
struct Place {
    std::string project = "default";
    std::string name;
    std::string version = "latest";
};

// NAME, PROJECT/NAME or PROJECT/NAME/VERSION; `default` is the project that gcloud is set to.
Place place_of(const std::string& name, const VaultCli& cli) {
    const auto segments = path_segments(name);
    Place place;
    if (segments.size() == 1) {
        place.name = segments[0];
        return place;
    }
    if (segments.empty()) cli.fail("an empty name was asked for", "name a secret, or PROJECT/NAME");
    place.project = segments[0];
    place.name = segments[1];
    if (segments.size() > 2) place.version = segments[2];
    return place;
}

// The account is USER, or USER|SERVICE_ACCOUNT[,SERVICE_ACCOUNT…] to act for others; USER may be `default`.
Arguments access(const Place& place, const std::string& account) {
    const auto bar = account.find('|');
    const auto user = account.substr(0, bar);
    Arguments line{"secrets", "versions", "access", place.version, "--secret=" + place.name};
    if (place.project != "default") line.push_back("--project=" + place.project);
    if (user != "default") line.push_back("--account=" + user);
    if (bar != std::string::npos) line.push_back("--impersonate-service-account=" + account.substr(bar + 1));
    line.emplace_back("--format=json");
    return line;
}

awaitable<bool> logged_in(VaultCli& cli) {
    Arguments line{"auth", "list", "--format=json"};
    auto reply = co_await cli.run(std::move(line));
    const auto json = parse_json(reply.out);
    co_return json && json->is_array() && !json->empty();
}

awaitable<void> login(VaultCli& cli) {
    auto already = co_await logged_in(cli);
    if (already) co_return;
    auto turn = co_await cli.turn();
    if (turn.others()) {
        already = co_await logged_in(cli);
        if (already) co_return;
    }
    Arguments line{"auth", "login"};
    co_await cli.ask(std::move(line));
    already = co_await logged_in(cli);
    if (!already) cli.fail("could not log in to gcloud", "try `gcloud auth login` by hand");
}

awaitable<Values> fetch(const FetchRequest& request, VaultCli& cli) {
    std::vector<Place> places;
    std::vector<Arguments> lines;
    for (const auto& name : prefixed_names(request)) {
        places.push_back(place_of(name, cli));
        lines.push_back(access(places.back(), *request.account));
    }
    if (places.empty()) cli.fail("nothing was asked for", "name the secrets to fetch");
    co_await login(cli);
    const auto replies = co_await cli.run_each(std::move(lines));
    Values values;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        const auto name = places[i].project + "/" + places[i].name;
        if (!replies[i].succeeded())
            cli.fail("could not read " + name + " from Google Secret Manager", replies[i]);
        const auto json = parse_json(replies[i].out);
        const auto data = json ? text_of(member(member(*json, "payload"), "data")) : std::nullopt;
        auto value = data ? base64::decode(*data) : std::nullopt;
        if (!value) cli.fail("`gcloud secrets versions access` answered no payload for " + name);
        values.set(name, std::move(*value));
    }
    co_return values;
}

}  // namespace

const Adapter gcp_secret_manager{tool, true, fetch};

}  // namespace wheels::secrets
