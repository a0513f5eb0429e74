#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

/// `%h`, `${NAME}` and `~` in values. Pure.
namespace wheels::ssh_config {

using Tokens = std::map<char, std::string>;
using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// Why a value cannot be expanded, as a sentence goes on after "User config file cannot …".
class NotExpandable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// `%%` and the tokens. Throws NotExpandable for one that is not among them.
std::string expand_percent(std::string_view text, const Tokens& tokens);
/// The same, and `${NAME}` of the environment. What was put in is not expanded again.
std::string expand(std::string_view text, const Tokens& tokens, const Lookup& environment);
/// `${NAME}` alone.
std::string expand_dollar(std::string_view text, const Lookup& environment);

/// `~`, `~/…` and `~NAME/…` at the beginning. `home_of` knows the folder of a name; throws NotExpandable when
/// it does not.
std::string expand_tilde(std::string_view path, const std::string& home, const Lookup& home_of);

}  // namespace wheels::ssh_config
