#include "commands/shell_line.hpp"

#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels::commands {

ShellLine& ShellLine::word(std::string_view word) {
    return raw(shell::quote(word));
}

ShellLine& ShellLine::raw(std::string_view text) {
    if (text.empty()) return *this;
    if (!text_.empty()) text_ += ' ';
    text_ += text;
    return *this;
}

ShellLine& ShellLine::pair(std::string_view name, std::string_view key, std::string_view value) {
    raw(name).word(key);
    if (!text::is_blank(value)) text_ += "=" + shell::double_quote(value);
    return *this;
}

ShellLine& ShellLine::pairs(std::string_view name, const Pairs& pairs) {
    for (const auto& [key, value] : pairs) pair(name, key, value);
    return *this;
}

ShellLine& ShellLine::variables(const Pairs& pairs) {
    for (const auto& [key, value] : pairs) {
        raw("--env").word(key);
        text_ += "=" + shell::double_quote(value);
    }
    return *this;
}

ShellLine& ShellLine::options(const Options& options) {
    for (const auto& [key, value] : options) {
        word("--" + key);
        if (value && !value->empty()) raw(shell::double_quote(*value));
    }
    return *this;
}

ShellLine& ShellLine::flag(std::string_view key, const std::optional<std::string>& value) {
    if (value) raw("--" + std::string(key) + "=" + shell::double_quote(*value));
    return *this;
}

ShellLine& ShellLine::flag(std::string_view key, const std::optional<bool>& value) {
    if (value) raw("--" + std::string(key) + (*value ? "" : "=\"false\""));
    return *this;
}

}  // namespace wheels::commands
