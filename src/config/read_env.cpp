#include <unordered_map>

#include "base/text.hpp"
#include "config/read.hpp"

namespace wheels::config {
namespace {

bool is_variable_name(const std::string& name) {
    return !name.empty() && name.find_first_of("= \t\n") == std::string::npos;
}

void read_clear(const Node& clear, EnvPart& part) {
    for (const auto& [name, value] : clear.entries()) {
        if (!is_variable_name(name))
            value.problem("is no name for a variable: it is empty, or has blanks or a `=`");
        refuse_secret_text(value, "list it under `secret`, as NAME or as NAME:SECRET");
        if (const auto text = value.text()) {
            if (value.tree()->plain && value.tree()->kind == Tree::Kind::integer &&
                value.tree()->written.find(':') != std::string::npos) {
                value.warning("`" + value.tree()->written + "` is read as the number " + *text +
                              " (YAML 1.1 counts in sixties): put it in quotes");
            }
            part.clear.emplace_back(name, *text);
        }
    }
}

void read_secret_names(const Node& secret, EnvPart& part) {
    for (const auto& item : secret.items()) {
        const auto text = item.string();
        if (!text) continue;
        const auto colon = text->find(':');
        auto name = text->substr(0, colon);
        auto source = colon == std::string::npos ? name : text->substr(colon + 1);
        if (!is_variable_name(name) || source.empty()) {
            item.problem("should be NAME, or NAME:SECRET");
            continue;
        }
        const auto right = text::replace_all(source, "-", "_");
        if (!is_secret_name(source) && is_secret_name(right)) {
            item.problem("no line of a secrets file can give '" + source +
                         "' a value, as names have letters, digits, `_` and `.`: call it " + right +
                         " there, and write `" + name + ":" + right + "` here");
            continue;
        }
        part.secret.push_back({std::move(name), std::move(source), item});
    }
}

}  // namespace

void merge_pairs(Pairs& pairs, const Pairs& over) {
    std::unordered_map<std::string, std::size_t> places;
    for (const auto& [name, value] : pairs) places.emplace(name, places.size());
    for (const auto& [name, value] : over) {
        const auto [place, added] = places.emplace(name, pairs.size());
        if (added) pairs.emplace_back(name, "");
        pairs[place->second].second = value;
    }
}

void EnvPart::merge(const EnvPart& over) {
    merge_pairs(clear, over.clear);
    std::unordered_map<std::string, std::size_t> places;
    for (const auto& known : secret) places.emplace(known.name, places.size());
    for (const auto& one : over.secret) {
        const auto [place, added] = places.emplace(one.name, secret.size());
        if (added) {
            secret.push_back(one);
        } else {
            secret[place->second] = one;
        }
    }
}

EnvPart read_env(const Node& env) {
    EnvPart part;
    const bool flat = !env.at("clear").exists() && !env.at("secret").exists() && !env.at("tags").exists();
    read_clear(flat ? env : env.at("clear"), part);
    if (!flat) read_secret_names(env.at("secret"), part);
    EnvPart unique;
    unique.merge(part);
    return unique;
}

std::map<std::string, EnvPart> read_tags(const Node& root_env) {
    std::map<std::string, EnvPart> tags;
    for (const auto& [name, env] : root_env.at("tags").entries()) tags.emplace(name, read_env(env));
    return tags;
}

Env resolve(const EnvPart& part, SecretValues& secrets) {
    Env env;
    env.clear = part.clear;
    for (const auto& [name, source, asking] : part.secret) {
        SecretVariable variable;
        variable.name = name;
        variable.value = secrets.get(source, asking, SecretValues::Empty::odd);
        env.secret.push_back(std::move(variable));
    }
    return env;
}

void refuse_secret_text(const Node& node, const std::string& way) {
    if (!node.exists() || node.tree()->secrets.empty()) return;
    node.problem("holds the secret " + node.tree()->secrets.front() +
                 ", which would be seen on a command line: " + way);
}

}  // namespace wheels::config
