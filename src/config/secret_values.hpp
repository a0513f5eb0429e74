#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/node.hpp"
#include "wheels/secret.hpp"

namespace wheels::config {

/// The secrets files' values as the readers of deploy.yml see them. Without values it only notes that it was
/// asked, so that a configuration is checked before any command of a secrets file runs.
class SecretValues {
public:
    /// Knows nothing yet.
    SecretValues() = default;
    /// `names`: of all values, in their order. `files`: those that exist; `looked_for`: all that could, for
    /// the message about a missing secret.
    SecretValues(std::map<std::string, Secret> values,
                 std::vector<std::string> names,
                 std::vector<std::string> files,
                 std::vector<std::string> looked_for);

    /// From now on only those that are asked for at or below `key` have to be there: `ssh/key_data`, for
    /// verbs that do nothing but connect and ask.
    void require_only(std::string key) { required_below_ = std::move(key); }

    /// The secret that `asking` names; a problem there when it is missing.
    Secret get(const std::string& name, const Node& asking);
    /// Whether there is such a secret. False, and no note, without values.
    bool has(const std::string& name) const { return values_.count(name) > 0; }

    bool loaded() const { return loaded_; }
    bool was_asked() const { return asked_; }
    const std::map<std::string, Secret>& values() const { return values_; }
    const std::vector<std::string>& names() const { return names_; }

private:
    bool loaded_ = false;
    bool asked_ = false;
    std::string required_below_;  ///< Empty: all.
    std::map<std::string, Secret> values_;
    std::vector<std::string> names_;
    std::vector<std::string> files_;
    std::vector<std::string> looked_for_;
};

}  // namespace wheels::config
