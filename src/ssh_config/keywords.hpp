#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The keywords of ssh_config(5), and what may follow them. Pure.
namespace wheels::ssh_config {

enum class Kind {
    host,
    match,
    include,
    ignore_unknown,
    pass_over,  ///< Nothing of what it asks for concerns a deploy.
    text,
    command,  ///< The rest of the line.
    flag,
    strict,  ///< StrictHostKeyChecking
    family,  ///< AddressFamily
    publickey,
    canonicalize,
    time,
    number,
    port,
    algorithms,
    agent,          ///< A path, or the name of a variable.
    forward_agent,  ///< The same, or yes or no.
    repeated,       ///< Every line adds one.
    files,          ///< Several words, all of the first line that has it.
    jump,
};

struct Keyword {
    std::string_view name;  ///< As `ssh -G` writes it.
    Kind kind;
};

/// `keyword` is in lower case. Nothing when OpenSSH does not know it.
std::optional<Keyword> find_keyword(std::string_view keyword);

/// The value as `ssh -G` would write it; nothing when it makes no sense. For the kinds with one word.
std::optional<std::string> normal_value(Kind kind, const std::string& word);

/// Seconds; nothing when it is no time. `1h30m`, `90`, `2d`.
std::optional<long> parse_time(std::string_view text);

}  // namespace wheels::ssh_config
