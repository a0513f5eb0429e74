#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wheels/config.hpp"

namespace wheels::commands {

/// Builds a simple command word by word, each quoted as it has to be.
class ShellLine {
public:
    /// Begins with words that are safe as they are: `docker run --detach`.
    explicit ShellLine(std::string_view begin) : text_(begin) {}

    /// One word that arrives unchanged.
    ShellLine& word(std::string_view word);
    /// Shell text of ours or of the user, as it is.
    ShellLine& raw(std::string_view text);
    /// `NAME KEY="VALUE"`, or `NAME KEY` when the value is blank (Kamal 2.12: utils.rb, argumentize).
    ShellLine& pair(std::string_view name, std::string_view key, std::string_view value);
    ShellLine& pairs(std::string_view name, const Pairs& pairs);
    /// `--env KEY="VALUE"`, also when the value is empty: `--env KEY` would give what the host has.
    ShellLine& variables(const Pairs& pairs);
    /// `--KEY "VALUE"`, or `--KEY` when the value is missing or empty (Kamal 2.12: utils.rb, optionize).
    ShellLine& options(const Options& options);
    /// `--KEY="VALUE"`; nothing when there is no value.
    ShellLine& flag(std::string_view key, const std::optional<std::string>& value);
    /// `--KEY` or `--KEY="false"`; nothing when there is no value.
    ShellLine& flag(std::string_view key, const std::optional<bool>& value);

    const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace wheels::commands
