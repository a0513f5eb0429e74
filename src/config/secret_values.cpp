#include "config/secret_values.hpp"

#include <utility>

#include "base/text.hpp"

namespace wheels::config {

SecretValues::SecretValues(std::map<std::string, Secret> values,
                           std::vector<std::string> names,
                           std::vector<std::string> files,
                           std::vector<std::string> looked_for)
    : loaded_(true),
      values_(std::move(values)),
      names_(std::move(names)),
      files_(std::move(files)),
      looked_for_(std::move(looked_for)) {}

Secret SecretValues::get(const std::string& name, const Node& asking) {
    asked_ = true;
    if (!loaded_) return {};
    const auto found = values_.find(name);
    if (found != values_.end()) return found->second;
    if (!asking.path().starts_with(required_below_)) return {};
    const bool is_name = !name.empty() && name.find_first_of("/ \t\n=$") == std::string::npos;
    if (!is_name) {
        asking.problem("should be the name of a secret: put the value into " + looked_for_.back() +
                       ", and its name here");
        return {};
    }
    std::string problem = "secret '" + name + "' not found";
    if (files_.empty()) {
        problem += ", there is no secrets file (" + text::join(looked_for_, ", ") + "): add " + name +
                   "=… to " + looked_for_.back();
    } else {
        std::vector<std::string_view> names;
        for (const auto& [known, value] : values_) names.push_back(known);
        const auto meant = text::closest(name, names);
        problem += " in " + text::join(files_, ", ");
        problem +=
            meant.empty() ? ": add " + name + "=… there" : ": did you mean '" + std::string(meant) + "'?";
    }
    asking.problem(problem);
    return {};
}

}  // namespace wheels::config
