#include "config/secret_values.hpp"

#include <utility>

#include "base/text.hpp"

namespace wheels::config {

bool is_secret_name(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos;
}

namespace {

bool is_for_playground(std::string_view path) {
    for (const auto* other : {"registry/password", "registry/username", "ssh/key_data", "ssl/certificate_pem",
                              "ssl/private_key_pem"}) {
        if (path.find(other) != std::string_view::npos) return false;
    }
    return true;
}

}  // namespace

SecretValues::SecretValues(std::map<std::string, Secret> values,
                           std::vector<std::string> names,
                           std::vector<std::string> files,
                           std::vector<std::string> looked_for,
                           std::map<std::string, std::string> why_empty)
    : loaded_(true),
      values_(std::move(values)),
      names_(std::move(names)),
      files_(std::move(files)),
      looked_for_(std::move(looked_for)),
      why_empty_(std::move(why_empty)) {}

Secret SecretValues::get(const std::string& name, const Node& asking, Empty empty) {
    asked_ = true;
    if (!loaded_) return {};
    const auto found = values_.find(name);
    const auto& path = asking.path();
    const bool matters = path.starts_with(required_below_) && (!playground_ || is_for_playground(path));
    if (found == values_.end()) {
        if (matters) tell_missing(name, asking);
        return {};
    }
    if (matters) check_value(name, found->second, asking, empty);
    return found->second;
}

void SecretValues::check_value(const std::string& name,
                               const Secret& value,
                               const Node& asking,
                               Empty empty) const {
    if (!text::is_blank(value.reveal())) return;
    const auto why = why_empty_.find(name);
    const auto text = "secret '" + name + "' is empty" + (why == why_empty_.end() ? "" : ": " + why->second);
    if (empty == Empty::wrong) {
        asking.problem(text);
    } else {
        asking.warning(text);
    }
}

void SecretValues::tell_missing(const std::string& name, const Node& asking) const {
    const auto& file = looked_for_.back();
    const auto* tree = asking.tree();
    const bool is_value = tree != nullptr && !tree->secrets.empty();
    const auto bare = is_value ? tree->secrets.front() : name.substr(name.starts_with('$') ? 1 : 0);
    if (is_value || (name.starts_with('$') && is_secret_name(bare)))
        return asking.problem("should be the name of a secret, not its value: write " + bare);
    const bool has_odd_characters = name.empty() || name.find_first_of("/ \t\n=$") != std::string::npos;
    if (has_odd_characters) {
        return asking.problem("should be the name of a secret: put the value into " + file +
                              ", and its name here");
    }
    if (const auto colon = name.find(':'); colon != std::string::npos) {
        const auto own = name.substr(0, colon);
        const auto source = name.substr(colon + 1);
        return asking.problem("NAME:SECRET is for `env/secret` only: write " + source + " here, or " + own +
                              " and a line " + own + "=$" + source + " in " + file);
    }
    if (!is_secret_name(name)) {
        const auto right = text::replace_all(name, "-", "_");
        const auto meant = is_secret_name(right) ? ": call it " + right + " there and here" : std::string();
        return asking.problem("no line of a secrets file can give '" + name +
                              "' a value, as names have letters, digits, `_` and `.`" + meant);
    }
    std::string problem = "secret '" + name + "' not found";
    if (files_.empty()) {
        problem += ", there is no secrets file (" + text::join(looked_for_, ", ") + "): add " + name +
                   "=… to " + file;
    } else {
        std::vector<std::string_view> names;
        for (const auto& [known, value] : values_) names.push_back(known);
        const auto meant = text::closest(name, names);
        problem += " in " + text::join(files_, ", ");
        problem +=
            meant.empty() ? ": add " + name + "=… there" : ": did you mean '" + std::string(meant) + "'?";
    }
    asking.problem(problem);
}

}  // namespace wheels::config
