#include "cli/completion.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "cli/common_flags.hpp"
#include "cli/invocation.hpp"
#include "cli/known_flags.hpp"
#include "cli/verb_words.hpp"
#include "wheels/documentation.hpp"
#include "wheels/playground.hpp"

namespace wheels::cli {
namespace {

using Words = std::vector<std::string>;
using Candidates = std::vector<Candidate>;

/// One command line of `wheels deploy`, up to the word that is being typed.
class Line {
public:
    Line(const Words& typed, const FindNames& find) : find_(find) {
        before_.assign(typed.begin() + 1, typed.end() - 1);
        current_ = typed.back();
        seen_ = glance(before_);
        for (const auto place : seen_.words) plain_.push_back(before_[place]);
        if (!plain_.empty() && plain_.front() == "help") {
            plain_.erase(plain_.begin());
            asks_help_ = true;
        }
        try {
            if (!plain_.empty()) verb_ = find_verb(plain_);
        } catch (const Error&) {
            is_strange_ = true;  // an alias, or a typing error
        }
    }

    Candidates all() const {
        if (text::contains(before_, "--")) return {};
        const auto equals = current_.find('=');
        if (current_.starts_with("--") && equals != std::string::npos)
            return values_of(flag_of(current_.substr(0, equals)), current_.substr(0, equals + 1));
        if (const auto* flag = waiting_flag()) return values_of(flag, {});
        if (current_.starts_with("-")) return flags();
        return words();
    }

private:
    ProjectNames names() const {
        return find_(seen_.config_file.value_or("config/deploy.yml"), seen_.destination);
    }

    static const Flag* flag_of(const std::string& word) {
        try {
            return KnownFlags::of_all_verbs().find(word).back().flag;
        } catch (const Error&) {
            return nullptr;
        }
    }

    /// The flag in the word before, when its value is what is being typed.
    const Flag* waiting_flag() const {
        if (before_.empty() || before_.back().size() < 2 || before_.back()[0] != '-') return nullptr;
        try {
            const auto last = KnownFlags::of_all_verbs().find(before_.back()).back();
            return last.flag->kind == Flag::Kind::boolean || last.attached ? nullptr : last.flag;
        } catch (const Error&) {
            return nullptr;
        }
    }

    static Candidates each(const Words& words, const std::string& prefix) {
        Candidates candidates;
        for (const auto& word : words) candidates.push_back({prefix + word, {}});
        return candidates;
    }

    Candidates values_of(const Flag* flag, std::string prefix) const {
        if (flag == nullptr) return {};
        if (flag->name == "destination") return each(names().destinations, prefix);
        const bool is_list = flag->name == "hosts" || flag->name == "roles";
        if (!is_list) return {};
        // What stands before the last comma is settled.
        const auto value = current_.substr(std::min(prefix.size(), current_.size()));
        if (const auto comma = value.rfind(','); comma != std::string::npos)
            prefix += value.substr(0, comma + 1);
        return each(flag->name == "hosts" ? names().hosts : names().roles, prefix);
    }

    Candidates flags() const {
        Candidates candidates;
        const auto add = [&](Flags flags) {
            for (const auto& flag : flags)
                candidates.push_back({"--" + std::string(flag.name), std::string(flag.help)});
        };
        if (verb_.verb != nullptr) add(verb_.verb->flags);
        if (plain_.empty() && !asks_help_)
            add(find_verb({}).verb->flags);  // those of `deploy`, which may be left out
        add(common_flags());
        return candidates;
    }

    Candidates words() const {
        if (is_strange_) return {};
        if (plain_.empty()) return first_words();
        if (verb_.verb == nullptr) return members();
        if (asks_help_) return {};
        const auto arguments = plain_.size() - verb_.count;
        if (verb_.verb->name == "docs" && arguments == 0) return each(key_sections(), {});
        const bool breaks = verb_.verb->name == "playground break";
        if (arguments == 0 && (breaks || verb_.verb->name == "playground mend"))
            return each(names().hosts, {});
        if (arguments == 1 && breaks) return faults();
        if (verb_.verb->name.starts_with("accessory ") && arguments < verb_.verb->most && arguments == 0) {
            auto accessories = each(names().accessories, {});
            accessories.push_back({"all", {}});
            return accessories;
        }
        return {};
    }

    static Candidates faults() {
        Words words;
        for (const auto fault : {Fault::power, Fault::network, Fault::docker, Fault::disk})
            words.emplace_back(to_string(fault));
        return each(words, {});
    }

    Candidates first_words() const {
        Candidates candidates;
        for (const auto* verb : verbs()) {
            if (verb->hidden) continue;
            const auto space = verb->name.find(' ');
            const std::string word(verb->name.substr(0, space));
            if (!candidates.empty() && candidates.back().word == word) continue;
            const bool is_there = std::any_of(candidates.begin(), candidates.end(),
                                              [&](const Candidate& other) { return other.word == word; });
            if (is_there) continue;
            const bool is_group = space != std::string_view::npos;
            candidates.push_back(
                {word, is_group ? text::join(members_of(word), ", ") : std::string(verb->summary)});
        }
        for (const auto& [name, line] : names().aliases) candidates.push_back({name, line});
        if (!asks_help_) candidates.push_back({"help", "Show help"});
        return candidates;
    }

    Candidates members() const {
        Candidates candidates;
        for (const auto& member : members_of(verb_.group)) {
            const auto found = find_verb({verb_.group, member});
            candidates.push_back({member, std::string(found.verb->summary)});
        }
        return candidates;
    }

    const FindNames& find_;
    Words before_;
    std::string current_;
    Glance seen_;
    Words plain_;
    VerbWords verb_;
    bool asks_help_ = false;
    bool is_strange_ = false;
};

Candidates all_completions(const Words& typed, const FindNames& find) {
    if (typed.size() == 1) {
        return {{"deploy", "Ship the app to its servers"},
                {"completion", "The script that completes these words"},
                {"man", "The manual page"},
                {"version", "The version of wheels"},
                {"help", "What this program is"}};
    }
    if (typed[0] == "deploy") return Line(typed, find).all();
    Candidates shells;
    if (typed[0] == "completion" && typed.size() == 2) {
        for (auto& shell : completed_shells()) shells.push_back({std::move(shell), {}});
    }
    return shells;
}

// The words are read by the shell's own means, which take a line for a candidate and a tab for the end of a
// word.
bool is_one_word(const std::string& word) {
    return !word.empty() && word.find_first_of(" \t\n\r'\"\\") == std::string::npos;
}

constexpr std::string_view bash_script =
    R"script(# bash completion of wheels. In ~/.bashrc: eval "$(wheels completion bash)"
_wheels() {
    local line=${COMP_LINE:0:COMP_POINT} words word candidate
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    word=${words[${#words[@]} - 1]}
    # bash replaces only what follows the last = or : of the word.
    local settled=
    [[ $word == *[=:]* ]] && settled=${word%"${word##*[=:]}"}
    COMPREPLY=()
    while IFS= read -r candidate; do
        candidate=${candidate%%$'\t'*}
        COMPREPLY+=("${candidate#"$settled"}")
    done < <("${words[0]}" completion --words "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _wheels wheels
)script";

constexpr std::string_view zsh_script = R"script(#compdef wheels
# zsh completion of wheels, as _wheels in a folder of $fpath. Or in ~/.zshrc, behind compinit: eval "$(wheels completion zsh)"
_wheels() {
    local -a candidates
    local line word
    for line in "${(@f)$("${(Q)words[1]}" completion --words "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        word=${line%%$'\t'*}
        [[ -z $word ]] && continue
        if [[ $line == *$'\t'* ]]; then
            candidates+=("${word//:/\\:}:${line#*$'\t'}")
        else
            candidates+=("${word//:/\\:}")
        fi
    done
    if (( ${#candidates} )); then
        _describe -V wheels candidates
    else
        _files
    fi
}
# From $fpath this whole file is the function, the first time.
if [[ ${funcstack[1]} = _wheels ]]; then _wheels "$@"; else compdef _wheels wheels; fi
)script";

constexpr std::string_view fish_script =
    R"script(# fish completion of wheels. In ~/.config/fish/config.fish: wheels completion fish | source
function __wheels_words
    set -l typed (commandline -opc)
    set -l program $typed[1]
    set -e typed[1]
    set -l current (commandline -ct)
    $program completion --words $typed "$current" 2>/dev/null
end
complete -c wheels -f -k -a '(__wheels_words)'
complete -c wheels -n '__fish_prev_arg_in -c --config-file --config' -F
)script";

}  // namespace

std::vector<Candidate> completions(const std::vector<std::string>& typed, const FindNames& find) {
    if (typed.empty()) return {};
    auto candidates = all_completions(typed, find);
    std::erase_if(candidates, [&](const Candidate& candidate) {
        return !candidate.word.starts_with(typed.back()) || !is_one_word(candidate.word);
    });
    return candidates;
}

std::vector<std::string> completed_shells() {
    return {"bash", "zsh", "fish"};
}

std::optional<std::string_view> completion_script(std::string_view shell) {
    if (shell == "bash") return bash_script;
    if (shell == "zsh") return zsh_script;
    if (shell == "fish") return fish_script;
    return std::nullopt;
}

}  // namespace wheels::cli
