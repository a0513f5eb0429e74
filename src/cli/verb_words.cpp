#include "cli/verb_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace wheels::cli {
namespace {

std::string_view first_word(std::string_view name) {
    return name.substr(0, name.find(' '));
}

const Verb* verb_named(std::string_view name) {
    for (const auto* verb : verbs()) {
        if (verb->name == name) return verb;
    }
    return nullptr;
}

Error unknown_member(const std::string& group, const std::string& word) {
    const auto members = members_of(group);
    const std::vector<std::string_view> names(members.begin(), members.end());
    const auto close = text::closest(word, names);
    return Error(ErrorKind::usage, fmt::format("there is no verb {} {}", group, text::one_line(word)),
                 close.empty() ? fmt::format("{} has {}.", group, text::join(members, ", "))
                               : fmt::format("Did you mean `wheels deploy {} {}`?", group, close));
}

}  // namespace

Error unknown_verb(const std::string& word, const std::vector<std::string>& aliases) {
    std::vector<std::string_view> first_words{"help"};
    for (const auto* verb : verbs()) first_words.push_back(first_word(verb->name));
    first_words.insert(first_words.end(), aliases.begin(), aliases.end());
    const auto close = text::closest(word, first_words);
    if (word == "completion" || word == "man") {
        return Error(ErrorKind::usage, fmt::format("there is no verb {}", word),
                     fmt::format("It is a command of its own: `wheels {}`.", word));
    }
    return Error(ErrorKind::usage, fmt::format("there is no verb {}", text::one_line(word)),
                 close.empty() ? "`wheels deploy --help` lists the verbs."
                               : fmt::format("Did you mean `wheels deploy {}`?", close));
}

bool begins_a_verb(std::string_view word) {
    const auto all = verbs();
    return word == "help" || std::any_of(all.begin(), all.end(),
                                         [&](const auto* verb) { return first_word(verb->name) == word; });
}

std::vector<std::string> members_of(std::string_view group) {
    const auto beginning = std::string(group) + " ";
    std::vector<std::string> members;
    for (const auto* verb : verbs()) {
        if (!verb->hidden && verb->name.starts_with(beginning))
            members.emplace_back(verb->name.substr(beginning.size()));
    }
    return members;
}

VerbWords find_verb(const std::vector<std::string>& words) {
    if (words.empty()) return {verb_named("deploy"), {}, 0};
    if (words.size() > 1) {
        if (const auto* verb = verb_named(words[0] + " " + words[1])) return {verb, {}, 2};
    }
    if (const auto* verb = verb_named(words[0])) return {verb, {}, 1};
    if (members_of(words[0]).empty()) throw unknown_verb(words[0], {});
    if (words.size() > 1) throw unknown_member(words[0], words[1]);
    return {nullptr, words[0], 1};
}

}  // namespace wheels::cli
