#include "ssh_config/reading.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "base/wildcards.hpp"
#include "ssh_config/jumps.hpp"
#include "ssh_config/patterns.hpp"
#include "ssh_config/words.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh_config {
namespace {

constexpr int deepest_include = 16;
constexpr std::size_t most_repeated = 100;
constexpr std::size_t most_files = 32;

std::size_t most_of(Kind kind) {
    return kind == Kind::repeated ? most_repeated : most_files;
}

}  // namespace

void Reading::fail(const Place& place, const std::string& text) {
    Problem problem;
    problem.file = place.file;
    problem.line = place.line;
    problem.text = text::one_line(text);
    throw Error(std::vector<Problem>{problem});
}

void Reading::pass(const std::vector<Source>& sources) {
    for (const auto& source : sources) {
        Place place;
        place.file = source.path;
        place.user = source.user;
        const bool guarded = source.user && !source.named;
        const auto found = files_.read(source.path, guarded);
        if (!found.problem.empty()) fail(place, found.problem);
        if (found.text) {
            read_file(*found.text, place, true);
        } else if (source.named) {
            fail(place, "there is no such file");
        }
    }
}

void Reading::begin_final_pass(std::string host_name) {
    final_pass_ = true;
    final_host_ = std::move(host_name);
}

void Reading::read_file(const std::string& text, Place place, bool active) {
    for (const auto& line : text::lines(text)) {
        ++place.line;
        read_line(line, place, active);
    }
}

void Reading::read_line(std::string_view text, const Place& place, bool& active) {
    const auto line = split_line(text);
    if (!line) return;
    if (line->rest.empty()) fail(place, "nothing follows the keyword " + line->keyword);
    auto keyword = find_keyword(line->keyword);
    if (!keyword) {
        const auto* ignored = value("ignoreunknown");
        if (ignored == nullptr || match_list(line->keyword, *ignored, true) != ListMatch::positive) {
            fail(place, "ssh has no keyword " + line->keyword +
                            " (one of another version of ssh can be named by IgnoreUnknown)");
        }
        keyword = Keyword{"", Kind::pass_over};
    }
    auto words = split_words(line->rest);
    if (!words) fail(place, "a quote is not closed");
    const auto kind = keyword->kind;
    if (kind == Kind::pass_over) return;
    if (kind == Kind::host) {
        active = host_matches(*words, place) && !place.never;
        return;
    }
    if (kind == Kind::match) {
        active = match(*words, place) && !place.never;
        return;
    }
    if (kind == Kind::include) {
        include(*words, place, active);
        return;
    }
    if (kind == Kind::jump) {
        read_jump(line->rest, place, active);
        return;
    }
    // What does not count has to make sense all the same.
    auto inactive = values_;
    auto user = user_;
    read_value(*keyword, line->rest, std::move(*words), place);
    if (active) return;
    values_ = std::move(inactive);
    user_ = std::move(user);
}

void Reading::read_value(const Keyword& keyword,
                         const std::string& rest,
                         std::vector<std::string> words,
                         const Place& place) {
    const std::string name(keyword.name);
    if (keyword.kind == Kind::command) {
        set(name, {rest}, place);
        return;
    }
    if (words.empty() || std::any_of(words.begin(), words.end(), [](auto& word) { return word.empty(); }))
        fail(place, name + " has an empty argument");
    if (keyword.kind == Kind::files) {
        for (const auto& word : words) {
            if (text::lower(word) == "none" && words.size() > 1)
                fail(place, name + " has none besides others");
        }
        if (words.size() > most_of(keyword.kind)) fail(place, name + " names too many files");
        set(name, std::move(words), place);
        return;
    }
    if (words.size() > 1) fail(place, name + " takes one argument");
    const auto normal = normal_value(keyword.kind, words.front());
    if (!normal) fail(place, "'" + words.front() + "' is no value of " + name);
    if (keyword.kind == Kind::agent || keyword.kind == Kind::forward_agent) {
        try {
            expand_dollar(*normal, facts_.environment);
        } catch (const NotExpandable& problem) {
            fail(place, name + ": " + problem.what());
        }
    }
    if (keyword.kind == Kind::time && *normal == "none") return;  // as if it had not been said
    if (keyword.kind == Kind::forward_agent && *normal != "yes" && *normal != "no") {
        // A path is kept apart, and counts after a `yes` too. OpenSSH: readconf.c, oForwardAgent.
        set(name, {"yes"}, place);
        set("forwardagent path", {*normal}, place);
        return;
    }
    if (keyword.kind != Kind::repeated) {
        set(name, {*normal}, place);
        return;
    }
    auto& all = values_[name];
    if (std::find(all.words.begin(), all.words.end(), *normal) != all.words.end()) return;
    if (all.words.size() >= most_of(keyword.kind)) fail(place, "there are too many lines with " + name);
    if (all.words.empty()) {
        all.file = place.file;
        all.line = place.line;
    }
    all.words.push_back(*normal);
}

// OpenSSH: readconf.c, parse_jump. The first of ProxyJump and ProxyCommand counts.
void Reading::read_jump(const std::string& rest, const Place& place, bool active) {
    const auto text = std::string(text::trim(std::string_view(rest).substr(0, rest.find('#'))));
    const bool none = same_word(rest, "none");
    if (!none && !parse_jumps(text)) fail(place, "'" + text + "' is no value of proxyjump");
    if (!active || value("proxyjump") != nullptr || value("proxycommand") != nullptr) return;
    set("proxyjump", {none ? "none" : text}, place);
    if (!none) set("proxycommand", {"none"}, place);
}

// OpenSSH: readconf.c, oInclude. A Host or Match of an included file ends with it.
void Reading::include(const std::vector<std::string>& patterns, const Place& place, bool active) {
    if (place.depth >= deepest_include) fail(place, "files include each other more than 16 deep");
    for (const auto& pattern : patterns) {
        if (pattern.empty()) fail(place, "include has an empty argument");
        std::string path = pattern;
        if (path.starts_with('~') && !place.user) fail(place, "a file of the system includes none of ~");
        try {
            path = expand(path, tokens(), facts_.environment);
            if (!path.starts_with('/') && !path.starts_with('~'))
                path.insert(0, place.user ? "~/.ssh/" : "/etc/ssh/");
            path = expand_tilde(path, facts_.home, facts_.home_of);
        } catch (const NotExpandable& problem) {
            fail(place, std::string("include: ") + problem.what());
        }
        for (const auto& file : files_.glob(path)) {
            Place inner;
            inner.file = file;
            inner.user = place.user;
            inner.never = place.never || !active;
            inner.depth = place.depth + 1;
            const auto found = files_.read(file, true);
            if (!found.problem.empty()) fail(inner, found.problem);
            if (found.text) read_file(*found.text, inner, active);
        }
    }
}

bool Reading::host_matches(const std::vector<std::string>& patterns, const Place& place) const {
    const auto& host = final_pass_ ? final_host_ : facts_.host;
    bool matched = false;
    for (const auto& pattern : patterns) {
        if (pattern.empty()) fail(place, "host has an empty argument");
        const bool negated = pattern.front() == '!';
        if (!matches_wildcards(host, std::string_view(pattern).substr(negated ? 1 : 0))) continue;
        if (negated) return false;
        matched = true;
    }
    return matched;
}

void Reading::set(std::string_view keyword, std::vector<std::string> words, const Place& place) {
    Value given;
    given.words = std::move(words);
    given.file = place.file;
    given.line = place.line;
    if (keyword == "user" && !user_) user_ = given;
    values_.try_emplace(std::string(keyword), std::move(given));
}

const std::string* Reading::value(std::string_view keyword) const {
    const auto found = values_.find(keyword);
    return found == values_.end() ? nullptr : &found->second.words.front();
}

}  // namespace wheels::ssh_config
