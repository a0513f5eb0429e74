#include "base/shell.hpp"

#include <algorithm>

namespace wheels::shell {
namespace {

bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-+=./:,@%^").find(c) != std::string_view::npos;
}

}  // namespace

std::string quote(std::string_view word) {
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_bare)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'') {
            quoted += "'\\''";
        } else {
            quoted += c;
        }
    }
    return quoted + "'";
}

std::string join(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) {
        if (!line.empty()) line += ' ';
        line += quote(word);
    }
    return line;
}

std::string double_quote(std::string_view value) {
    std::string quoted = "\"";
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (c == '\n') {
            quoted += "\\n";  // Kamal sends a newline as a literal backslash and n
        } else if (c == '"' || c == '\\' || c == '`') {
            quoted += '\\';
            quoted += c;
        } else if (c == '$') {
            const bool expands = value.substr(i + 1, 1) == "{" && value.find('}', i) != std::string_view::npos;
            quoted += expands ? "$" : "\\$";
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

}  // namespace wheels::shell
