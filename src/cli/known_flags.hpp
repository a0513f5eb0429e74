#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verb.hpp"
#include "wheels/error.hpp"

namespace wheels::cli {

/// A flag as it stands in the words: `--name`, `--no-name`, `--name=value`, `-n`, `-nvalue`.
struct FlagWord {
    const Flag* flag = nullptr;
    bool negated = false;
    std::optional<std::string> attached;  ///< The value that stands in the same word.
};

/// The flags that are known where we are: the common ones and those of a verb.
class KnownFlags {
public:
    explicit KnownFlags(const Verb* verb);
    /// The flags of all verbs together, to tell flags from words before the verb is known.
    static KnownFlags of_all_verbs();

    /// The flags in a word that begins with a dash; several when letters are joined.
    /// Throws Error{usage} for one that is not known, with the closest one that is.
    std::vector<FlagWord> find(const std::string& word) const;
    /// Whether all of them are known.
    bool has(const std::string& word) const;

private:
    void add(Flags flags);
    const Flag* by_name(std::string_view name) const;
    const Flag* by_letter(char letter) const;
    FlagWord find_name(const std::string& word) const;
    std::vector<FlagWord> find_letters(const std::string& word) const;
    Error unknown(const std::string& word, std::string_view name) const;

    const Verb* verb_;
    std::vector<const Flag*> flags_;
};

}  // namespace wheels::cli
