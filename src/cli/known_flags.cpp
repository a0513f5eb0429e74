#include "cli/known_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "cli/common_flags.hpp"

namespace wheels::cli {

using Kind = Flag::Kind;

KnownFlags::KnownFlags(const Verb* verb) : verb_(verb) {
    add(common_flags());
    if (verb != nullptr) add(verb->flags);
}

KnownFlags KnownFlags::of_all_verbs() {
    KnownFlags known(nullptr);
    for (const auto* verb : verbs()) known.add(verb->flags);
    return known;
}

void KnownFlags::add(Flags flags) {
    for (const auto& flag : flags) flags_.push_back(&flag);
}

bool KnownFlags::has(const std::string& word) const {
    try {
        find(word);
        return true;
    } catch (const Error&) {
        return false;
    }
}

const Flag* KnownFlags::by_name(std::string_view name) const {
    for (const auto* flag : flags_) {
        if (flag->name == name || (!flag->also.empty() && flag->also == name)) return flag;
    }
    return nullptr;
}

const Flag* KnownFlags::by_letter(char letter) const {
    for (const auto* flag : flags_) {
        if (flag->letter == letter) return flag;
    }
    return nullptr;
}

std::vector<FlagWord> KnownFlags::find(const std::string& word) const {
    if (word.starts_with("--")) return {find_name(word)};
    return find_letters(word);
}

FlagWord KnownFlags::find_name(const std::string& word) const {
    const auto equals = word.find('=');
    auto name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    std::replace(name.begin(), name.end(), '_', '-');  // Kamal takes both
    if (name == "configPath") name = "config-file";    // wheels takes that, too
    FlagWord found;
    if (equals != std::string::npos) found.attached = word.substr(equals + 1);
    found.flag = by_name(name);
    if (found.flag == nullptr && name.starts_with("no-")) {
        found.flag = by_name(std::string_view(name).substr(3));
        found.negated = found.flag != nullptr;
        if (found.negated && found.flag->kind != Kind::boolean) {
            throw Error(ErrorKind::usage,
                        fmt::format("--{} takes a value, there is no --{}", found.flag->name, name));
        }
    }
    if (found.flag == nullptr) throw unknown("--" + name, name);
    return found;
}

// `-qd staging` is `-q -d staging`, and `-dstaging` is `-d staging`.
std::vector<FlagWord> KnownFlags::find_letters(const std::string& word) const {
    std::vector<FlagWord> letters;
    for (std::size_t i = 1; i < word.size(); ++i) {
        FlagWord found;
        found.flag = by_letter(word[i]);
        if (found.flag == nullptr) throw unknown(fmt::format("-{}", word[i]), word.substr(1));
        const auto rest = word.substr(i + 1);
        const bool takes_rest = found.flag->kind != Kind::boolean || rest.starts_with('=');
        if (takes_rest && !rest.empty()) found.attached = rest.substr(rest.starts_with('=') ? 1 : 0);
        letters.push_back(std::move(found));
        if (takes_rest) break;
    }
    return letters;
}

Error KnownFlags::unknown(const std::string& word, std::string_view name) const {
    const auto verb = verb_ == nullptr ? std::string() : fmt::format(" {}", verb_->name);
    const auto list = fmt::format("`wheels deploy{} --help` lists the flags.", verb);
    if (verb_ != nullptr && of_all_verbs().by_name(name) != nullptr)
        return Error(ErrorKind::usage, fmt::format("{} has no flag {}", verb_->name, word), list);
    std::vector<std::string_view> names;
    for (const auto* flag : flags_) {
        names.push_back(flag->name);
        if (!flag->also.empty()) names.push_back(flag->also);
    }
    const auto close = text::closest(name, names);
    return Error(ErrorKind::usage, fmt::format("unknown flag {}", word),
                 close.empty() ? list : fmt::format("Did you mean --{}?", close));
}

}  // namespace wheels::cli
