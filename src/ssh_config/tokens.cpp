#include "ssh_config/tokens.hpp"

namespace wheels::ssh_config {
namespace {

std::string expanded(std::string_view text, const Tokens* tokens, const Lookup* environment) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (environment != nullptr && text.substr(i).starts_with("${")) {
            const auto end = text.find('}', i + 2);
            if (end == std::string_view::npos)
                throw NotExpandable("'" + std::string(text) + "' lacks the } of a ${NAME}");
            const std::string name(text.substr(i + 2, end - i - 2));
            if (name.empty()) throw NotExpandable("'" + std::string(text) + "' has a ${} without a name");
            const auto value = (*environment)(name);
            if (!value) throw NotExpandable("the environment has no " + name);
            result += *value;
            i = end;
            continue;
        }
        if (tokens == nullptr || text[i] != '%') {
            result += text[i];
            continue;
        }
        if (++i == text.size()) throw NotExpandable("'" + std::string(text) + "' ends with a %");
        if (text[i] == '%') {
            result += '%';
            continue;
        }
        const auto token = tokens->find(text[i]);
        if (token == tokens->end())
            throw NotExpandable("%" + std::string(1, text[i]) + " stands for nothing here");
        result += token->second;
    }
    return result;
}

}  // namespace

std::string expand_percent(std::string_view text, const Tokens& tokens) {
    return expanded(text, &tokens, nullptr);
}

std::string expand(std::string_view text, const Tokens& tokens, const Lookup& environment) {
    return expanded(text, &tokens, &environment);
}

std::string expand_dollar(std::string_view text, const Lookup& environment) {
    return expanded(text, nullptr, &environment);
}

std::string expand_tilde(std::string_view path, const std::string& home, const Lookup& home_of) {
    if (!path.starts_with('~')) return std::string(path);
    const auto slash = std::min(path.find('/'), path.size());
    const std::string name(path.substr(1, slash - 1));
    auto folder = name.empty() ? std::optional<std::string>(home) : home_of(name);
    if (!folder) throw NotExpandable("there is no user " + name);
    auto rest = path.substr(slash);
    while (rest.starts_with('/')) rest.remove_prefix(1);
    if (!folder->ends_with('/')) *folder += '/';
    return folder->append(rest);
}

}  // namespace wheels::ssh_config
