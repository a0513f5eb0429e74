#include "cli/invocation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <limits>
#include <utility>

#include "base/braces.hpp"
#include "base/text.hpp"
#include "cli/known_flags.hpp"
#include "cli/verb_words.hpp"
#include "wheels/error.hpp"

namespace wheels::cli {
namespace {

using Kind = Flag::Kind;
using Words = std::vector<std::string>;

Error usage(std::string message, std::string hint = {}) {
    return Error(ErrorKind::usage, std::move(message), std::move(hint));
}

bool is_flag(const std::string& word) {
    return word.size() > 1 && word[0] == '-';
}

// Behind a flag that takes one. Nobody writes a flag with a blank in it: `--grep-options '-i -A 3'`.
bool is_value(const std::string& word) {
    return !is_flag(word) || word.find(' ') != std::string::npos;
}

// `NAME:VALUE`, as Kamal gathers them behind `--env`.
bool is_pair(const std::string& word) {
    const auto colon = word.find(':');
    if (colon == std::string::npos || colon == 0 || word[0] == '-') return false;
    return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(colon),
                       [](unsigned char c) { return c == '_' || (c < 0x80 && std::isalnum(c) != 0); });
}

/// The words that are no flags and no values of flags; nothing is judged yet.
struct Plain {
    Words words;
    std::vector<std::size_t> places;                        ///< Of `words` among all.
    std::map<std::string, std::string, std::less<>> texts;  ///< Values of flags that take one.
    /// One that no verb has, before the first word: that word may be its value, and no verb.
    std::optional<Error> unknown_flag;

    void add(const std::string& word, std::size_t place) {
        words.push_back(word);
        places.push_back(place);
    }
};

Plain plain_words(const Words& words) {
    const auto known = KnownFlags::of_all_verbs();
    Plain plain;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--") {
            while (++i < words.size()) plain.add(words[i], i);
            break;
        }
        if (!is_flag(words[i])) {
            plain.add(words[i], i);
            continue;
        }
        try {
            const auto last = known.find(words[i]).back();
            const bool takes_next = last.flag->kind != Kind::boolean && !last.attached;
            const std::string name(last.flag->name);
            if (last.attached) plain.texts[name] = *last.attached;
            if (takes_next && i + 1 < words.size() && is_value(words[i + 1])) plain.texts[name] = words[++i];
            while (last.flag->kind == Kind::words && i + 1 < words.size() && !is_flag(words[i + 1])) ++i;
        } catch (const Error& error) {
            if (plain.words.empty() && !plain.unknown_flag) plain.unknown_flag = error;
        }
    }
    return plain;
}

VerbWords verb_of(const Plain& plain, const Words& words) {
    try {
        return find_verb(words);
    } catch (const Error&) {
        if (plain.unknown_flag) throw Error(*plain.unknown_flag);
        throw;
    }
}

std::string boolean_of(const FlagWord& found) {
    bool value = true;
    if (found.attached == "false") {
        value = false;
    } else if (found.attached && found.attached != "true") {
        throw usage(fmt::format("--{} is on or off, it takes no value but true and false", found.flag->name));
    }
    return value != found.negated ? "true" : "false";
}

std::string checked(const Flag& flag, std::string value) {
    if (value.empty()) {
        throw usage(fmt::format("the value of --{} is empty", flag.name),
                    "Leave the flag out, or give it a value (an unset variable?).");
    }
    if (flag.kind != Kind::count) return value;
    unsigned number = 0;
    const auto* end = value.data() + value.size();
    const auto [stopped, error] = std::from_chars(value.data(), end, number);
    if (error != std::errc() || stopped != end)
        throw usage(fmt::format("--{} needs a whole number, not {}", flag.name, text::one_line(value)));
    return value;
}

Error missing_value(const Flag& flag, const std::string& word) {
    std::string hint;
    if (word == "-h") hint = "Help is --help; -h is --hosts, as in Kamal.";
    if (word == "--version") hint = "The version of wheels itself is shown by `wheels deploy version`.";
    return usage(fmt::format("{} needs a value: {} {}", word, word, flag.value), hint);
}

/// `command_begins`: so many arguments are no words of a command yet, whose flags are its own business.
void read_words(const KnownFlags& known,
                const Words& words,
                std::size_t command_begins,
                Invocation& invocation) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--") {
            invocation.arguments.insert(invocation.arguments.end(),
                                        words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
            return;
        }
        if (!is_flag(words[i])) {
            invocation.arguments.push_back(words[i]);
            continue;
        }
        const auto& word = words[i];
        if (invocation.arguments.size() > command_begins && !known.has(word)) {
            invocation.arguments.push_back(word);
            continue;
        }
        for (auto& found : known.find(word)) {
            const auto& flag = *found.flag;
            const std::string name(flag.name);
            if (flag.kind == Kind::boolean) {
                invocation.values[name] = boolean_of(found);
                continue;
            }
            if (!found.attached) {
                if (i + 1 >= words.size() || !is_value(words[i + 1])) throw missing_value(flag, word);
                found.attached = words[++i];
            }
            auto& value = invocation.values[name];
            const bool gathers =
                flag.kind == Kind::list || flag.kind == Kind::words || flag.kind == Kind::pairs;
            value =
                (gathers && !value.empty() ? value + '\n' : std::string()) + checked(flag, *found.attached);
            while (flag.kind == Kind::words && i + 1 < words.size() && !is_flag(words[i + 1]))
                value += '\n' + checked(flag, words[++i]);
            while (flag.kind == Kind::pairs && i + 1 < words.size() && is_pair(words[i + 1]))
                value += '\n' + checked(flag, words[++i]);
        }
    }
}

void check_arguments(const Invocation& invocation) {
    const auto& verb = *invocation.verb;
    const auto count = invocation.arguments.size();
    const auto form =
        fmt::format("wheels deploy {}{}{}", verb.name, verb.arguments.empty() ? "" : " ", verb.arguments);
    if (count < verb.least) throw usage(fmt::format("{} needs {}: {}", verb.name, verb.arguments, form));
    if (count > verb.most) {
        throw usage(
            fmt::format("{} does not take {}", verb.name, text::one_line(invocation.arguments[verb.most])),
            fmt::format("It is used as `{}`.", form));
    }
}

}  // namespace

bool Invocation::on(std::string_view flag) const {
    const auto found = values.find(flag);
    return found != values.end() && found->second == "true";
}

std::optional<std::string> Invocation::value(std::string_view flag) const {
    const auto found = values.find(flag);
    if (found == values.end()) return std::nullopt;
    return found->second;
}

std::optional<unsigned> Invocation::count(std::string_view flag) const {
    const auto found = values.find(flag);
    if (found == values.end()) return std::nullopt;
    unsigned number = 0;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
    return number;
}

std::vector<std::string> Invocation::list(std::string_view flag) const {
    std::vector<std::string> items;
    for (const auto& item : braces::split(value(flag).value_or(""))) {
        if (const auto trimmed = text::trim(item); !trimmed.empty()) items.emplace_back(trimmed);
    }
    return items;
}

Glance glance(const std::vector<std::string>& words) {
    const auto plain = plain_words(words);
    Glance seen;
    if (!plain.unknown_flag) seen.words = plain.places;
    if (const auto file = plain.texts.find("config-file"); file != plain.texts.end())
        seen.config_file = file->second;
    if (const auto name = plain.texts.find("destination"); name != plain.texts.end())
        seen.destination = name->second;
    return seen;
}

std::vector<std::string> Invocation::all(std::string_view flag) const {
    const auto given = value(flag);
    return given ? text::lines(*given) : std::vector<std::string>();
}

Invocation parse(const std::vector<std::string>& words) {
    Invocation invocation;
    const auto plain = plain_words(words);
    auto names = plain.words;
    const bool asks_help = !names.empty() && names[0] == "help";
    if (asks_help) names.erase(names.begin());
    if (asks_help && names.empty()) {
        invocation.help = true;
        return invocation;
    }
    const auto named = verb_of(plain, names);
    invocation.verb = named.verb;
    invocation.group = named.group;
    const auto name_words = static_cast<std::ptrdiff_t>(named.count + (asks_help ? 1 : 0));
    auto command_begins = std::numeric_limits<std::size_t>::max();
    if (named.verb != nullptr && named.verb->commands)
        command_begins = static_cast<std::size_t>(name_words) + named.verb->least - 1;
    read_words(KnownFlags(named.verb), words, command_begins, invocation);
    invocation.arguments.erase(invocation.arguments.begin(), invocation.arguments.begin() + name_words);
    invocation.help = asks_help || invocation.on("help");
    if (invocation.help) {
        if (names.empty()) invocation.verb = nullptr;  // of everything, not of the verb that is left out
        return invocation;
    }
    if (named.verb == nullptr)
        throw usage(
            fmt::format("{} needs a verb: {}", named.group, text::join(members_of(named.group), ", ")));
    if (invocation.on("quiet") && invocation.on("verbose"))
        throw usage("--quiet and --verbose exclude each other");
    check_arguments(invocation);
    return invocation;
}

}  // namespace wheels::cli
