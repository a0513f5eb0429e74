#include "config/interpolation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wheels::config {
namespace {

constexpr std::array<std::string_view, 12> shell_variables{
    "HOME", "PWD", "OLDPWD", "USER", "LOGNAME", "SHELL", "PATH", "HOSTNAME", "TERM", "LANG", "TMPDIR", "UID"};

bool is_name_start(char c) {
    return (c >= 'A' && c <= 'Z') || c == '_';
}

// The NAME of a `${NAME}` that `text` begins with; empty when it does not.
std::string_view name_at(std::string_view text) {
    if (text.size() < 4 || text[0] != '$' || text[1] != '{' || !is_name_start(text[2])) return {};
    std::size_t end = 3;
    while (end < text.size() && (is_name_start(text[end]) || (text[end] >= '0' && text[end] <= '9'))) ++end;
    if (end >= text.size() || text[end] != '}') return {};
    return text.substr(2, end - 2);
}

// A `${var}` or `${VAR:-VALUE}` that `text` begins with, which is no `${VAR}`; empty when it does not.
std::string_view for_shells_at(std::string_view text) {
    if (text.size() < 3 || !text.starts_with("${")) return {};
    const bool is_name = is_name_start(text[2]) || (text[2] >= 'a' && text[2] <= 'z');
    const auto end = text.find('}');
    if (!is_name) return {};
    return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

void ignore(std::string_view) {}

template <typename OnName, typename OnRest = void (*)(std::string_view)>
std::string replace(std::string_view text, const OnName& on_name, const OnRest& on_rest = ignore) {
    std::string done;
    while (!text.empty()) {
        if (text.rfind("$${", 0) == 0) {
            done += "${";
            text.remove_prefix(3);
            continue;
        }
        const auto name = name_at(text);
        if (name.empty()) {
            if (const auto other = for_shells_at(text); !other.empty()) on_rest(other);
            done += text[0];
            text.remove_prefix(1);
            continue;
        }
        done += on_name(std::string(name));
        text.remove_prefix(name.size() + 3);
    }
    return done;
}

std::string as_written(const std::string& name) {
    return "${" + name + "}";
}

void replace_in(Tree& tree, const Lookup& lookup) {
    if (tree.text.find("${") == std::string::npos) return;
    const auto on_name = [&](const std::string& name) {
        if (is_shell_variable(name)) return as_written(name);
        auto value = lookup(name);
        if (!value) {
            tree.unset.push_back(name);
            return as_written(name);
        }
        tree.interpolated = true;
        if (value->secret) tree.secrets.push_back(name);
        return std::move(value->text);
    };
    const auto on_rest = [&](std::string_view written) { tree.unclear.emplace_back(written); };
    tree.text = replace(tree.text, on_name, on_rest);
}

void collect(const Tree& tree, std::vector<std::string>& names) {
    if (tree.kind == Tree::Kind::text && tree.text.find("${") != std::string::npos) {
        replace(tree.text, [&](const std::string& name) {
            const bool known = std::find(names.begin(), names.end(), name) != names.end();
            if (!known && !is_shell_variable(name)) names.push_back(name);
            return std::string();
        });
    }
    for (const auto& item : tree.items) collect(item, names);
    for (const auto& entry : tree.entries) collect(entry.value, names);
}

}  // namespace

void interpolate(Tree& tree, const Lookup& lookup) {
    if (tree.kind == Tree::Kind::text) return replace_in(tree, lookup);
    for (auto& item : tree.items) interpolate(item, lookup);
    for (auto& entry : tree.entries) interpolate(entry.value, lookup);
}

std::vector<std::string> interpolated_names(const Tree& tree) {
    std::vector<std::string> names;
    collect(tree, names);
    return names;
}

bool is_shell_variable(std::string_view name) {
    return std::find(shell_variables.begin(), shell_variables.end(), name) != shell_variables.end();
}

}  // namespace wheels::config
