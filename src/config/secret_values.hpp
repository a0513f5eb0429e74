#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/node.hpp"
#include "wheels/secret.hpp"

namespace wheels::config {

/// Whether a line of a secrets file can have this name: dotenv reads letters, digits, `_` and `.`.
bool is_secret_name(std::string_view name);

/// The secrets files' values as the readers of deploy.yml see them. Without values it only notes that it was
/// asked, so that a configuration is checked before any command of a secrets file runs.
class SecretValues {
public:
    /// Knows nothing yet.
    SecretValues() = default;
    /// `names`: of all values, in their order. `files`: those that exist; `looked_for`: all that could, for
    /// the message about a missing secret. `why_empty`: for the one about a secret without a value.
    SecretValues(std::map<std::string, Secret> values,
                 std::vector<std::string> names,
                 std::vector<std::string> files,
                 std::vector<std::string> looked_for,
                 std::map<std::string, std::string> why_empty = {});

    /// What it means when a secret that is asked for holds nothing, or blanks.
    enum class Empty { wrong, odd };

    /// From now on only those that are asked for at or below `key` have to be there: `ssh/key_data`, for
    /// verbs that do nothing but connect and ask.
    void require_only(std::string key) { required_below_ = std::move(key); }

    /// From now on those need not be there that a playground has no use for: of logins to registries, of keys
    /// for SSH, of certificates.
    void require_for_playground() { playground_ = true; }

    /// The secret that `asking` names; a problem there when it is missing. An empty one is a problem, or a
    /// warning.
    Secret get(const std::string& name, const Node& asking, Empty empty = Empty::wrong);
    /// Whether there is such a secret. False, and no note, without values.
    bool has(const std::string& name) const { return values_.count(name) > 0; }

    bool loaded() const { return loaded_; }
    bool was_asked() const { return asked_; }
    const std::map<std::string, Secret>& values() const { return values_; }
    const std::vector<std::string>& names() const { return names_; }

private:
    void check_value(const std::string& name, const Secret& value, const Node& asking, Empty empty) const;
    void tell_missing(const std::string& name, const Node& asking) const;

    bool loaded_ = false;
    bool asked_ = false;
    std::string required_below_;  ///< Empty: all.
    bool playground_ = false;
    std::map<std::string, Secret> values_;
    std::vector<std::string> names_;
    std::vector<std::string> files_;
    std::vector<std::string> looked_for_;
    std::map<std::string, std::string> why_empty_;
};

}  // namespace wheels::config
