#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "config/names.hpp"
#include "config/read.hpp"

namespace wheels::config {
namespace {

void add_option(Options& options, const std::string& name, const Node& value) {
    const auto* tree = value.tree();
    if (tree == nullptr) return;
    if (tree->is_true()) {
        options.emplace_back(name, std::nullopt);
    } else if (tree->is_null()) {
        options.emplace_back(name, "");
    } else if (tree->is_stringish()) {
        options.emplace_back(name, tree->text);
    } else if (!value.is_blamed()) {
        const bool date = tree->kind == Tree::Kind::date;
        value.problem(date ? "is a date: put it in quotes" : "should be a string or an array of strings");
    }
}

bool is_restart_policy(const std::string& policy) {
    if (policy == "no" || policy == "always" || policy == "unless-stopped" || policy == "on-failure")
        return true;
    constexpr std::string_view limited = "on-failure:";
    if (policy.rfind(limited, 0) != 0 || policy.size() == limited.size()) return false;
    return policy.find_first_not_of("0123456789", limited.size()) == std::string::npos;
}

}  // namespace

Options read_docker_options(const Node& options, std::string_view left_out) {
    Options found;
    for (const auto& [name, value] : options.entries()) {
        if (name == left_out) continue;
        if (value.is_list()) {
            for (const auto& item : value.items()) add_option(found, name, item);
        } else {
            add_option(found, name, value);
        }
    }
    return found;
}

std::string read_restart_policy(const Node& options) {
    const std::string fallback = "unless-stopped";
    const auto restart = options.at("restart");
    if (!restart.exists()) return fallback;
    if (restart.tree()->kind != Tree::Kind::text) {
        restart.problem("should be a string. Use \"no\" to disable restarts");
        return fallback;
    }
    const auto policy = *restart.text();
    if (!is_restart_policy(policy)) {
        restart.problem("should be no, always, unless-stopped, on-failure, or on-failure:N");
    }
    return policy;
}

Pairs read_pairs(const Node& map) {
    Pairs pairs;
    for (const auto& [name, value] : map.entries()) {
        const auto* tree = value.tree();
        if (tree->is_stringish() || tree->is_null() || tree->kind == Tree::Kind::date) {
            pairs.emplace_back(name, tree->text);
        } else if (!value.is_blamed()) {
            value.problem("should be a string");
        }
    }
    return pairs;
}

std::vector<std::string> read_volumes(const Node& volumes) {
    for (const auto& item : volumes.items()) {
        if (const auto volume = item.text()) item.problem_if_any(wrong_with_volume(*volume));
    }
    return volumes.texts();
}

Pairs read_labels(const Node& labels) {
    for (const auto& [name, value] : labels.entries()) {
        if (name == "destination" || name == "role" || name == "service") {
            value.problem("invalid label. destination, role, and service are reserved labels");
        }
    }
    return read_pairs(labels);
}

Logging read_logging(const Node& logging) {
    Logging read;
    read.driver = logging.at("driver").present_text();
    read.options = read_pairs(logging.at("options"));
    if (!read.driver && read.options.empty()) read.options.emplace_back("max-size", "10m");
    return read;
}

void check_name(const std::string& name, const std::string& owner, const Node& blamed) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.';
    };
    if (!name.empty() && std::all_of(name.begin(), name.end(), allowed)) return;
    blamed.problem(owner + "'s name can only have letters, digits, `-`, `_` and `.`");
}

std::vector<TaggedHost> read_hosts(const Node& hosts) {
    std::vector<TaggedHost> found;
    std::unordered_map<std::string, std::size_t> places;
    const auto add = [&](const Node& at, const std::string& name, std::vector<std::string> tags) {
        if (const auto wrong = wrong_with_host(name); !wrong.empty()) return at.problem(wrong);
        const auto [place, added] = places.emplace(name, found.size());
        if (added) found.push_back({name, {}});
        found[place->second].tags = std::move(tags);  // as in Kamal the last ones count
    };
    for (const auto& item : hosts.items()) {
        if (const auto name = item.text()) add(item, *name, {});
        for (const auto& [name, tags] : item.entries()) {
            auto names = tags.texts();
            if (const auto one = tags.text()) names = {*one};
            add(item, name, std::move(names));
        }
    }
    return found;
}

}  // namespace wheels::config
