#include "cli/aliases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "base/shell_words.hpp"
#include "base/text.hpp"
#include "cli/invocation.hpp"
#include "cli/verb_words.hpp"
#include "wheels/error.hpp"

namespace wheels::cli {
namespace {

using Words = std::vector<std::string>;

/// The place of the word that may be an alias, if there is any.
std::optional<std::size_t> place_of_alias(const Words& words, const Glance& seen) {
    if (seen.words.empty()) return std::nullopt;
    auto place = seen.words.front();
    if (words[place] == "help") {
        if (seen.words.size() == 1) return std::nullopt;
        place = seen.words[1];
    }
    if (begins_a_verb(words[place])) return std::nullopt;
    return place;
}

Words words_of(const std::string& alias, const std::string& line) {
    auto words = shell::ruby_words(line);
    if (!words)
        throw Error(ErrorKind::usage, fmt::format("the alias {} has a quote that is not closed", alias),
                    "Look at `aliases` in deploy.yml.");
    if (words->empty()) throw Error(ErrorKind::usage, fmt::format("the alias {} stands for nothing", alias));
    return std::move(*words);
}

// A word before the alias is `help`, or a flag with its value.
Words joined(const Words& words, std::size_t place, Words alias) {
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(place);
    Words before(words.begin(), at);
    const bool asks_help = std::find(before.begin(), before.end(), "help") != before.end();
    if (asks_help) {
        before.insert(before.end(), alias.begin(), alias.end());
        alias = std::move(before);
        before.clear();
    }
    alias.insert(std::find(alias.begin(), alias.end(), "--"), before.begin(), before.end());
    alias.insert(alias.end(), at + 1, words.end());
    return alias;
}

}  // namespace

std::vector<std::string> without_aliases(std::vector<std::string> words, const FindAliases& find) {
    Words passed;
    for (;;) {
        const auto seen = glance(words);
        const auto place = place_of_alias(words, seen);
        if (!place) return words;
        const auto name = words[*place];
        const auto aliases = find(seen.config_file.value_or("config/deploy.yml"), seen.destination);
        if (!aliases) return words;
        const auto found = std::find_if(aliases->begin(), aliases->end(),
                                        [&](const auto& alias) { return alias.first == name; });
        if (found == aliases->end()) {
            Words names;
            std::transform(aliases->begin(), aliases->end(), std::back_inserter(names),
                           [](const auto& alias) { return alias.first; });
            throw unknown_verb(name, names);
        }
        const bool again = text::contains(passed, name);
        passed.push_back(name);
        if (again) {
            throw Error(ErrorKind::usage,
                        fmt::format("the alias {} stands for itself in the end: {}", passed.front(),
                                    text::join(passed, ", ")),
                        "An alias has to end with a verb; look at `aliases` in deploy.yml.");
        }
        words = joined(words, *place, words_of(name, found->second));
    }
}

}  // namespace wheels::cli
