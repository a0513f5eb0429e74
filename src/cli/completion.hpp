#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/project_names.hpp"

/// What may come next on a command line, from the tables that parsing and help are made from.
namespace wheels::cli {

/// A word that may stand there, and what it is for; the latter may be empty.
struct Candidate {
    std::string word;
    std::string remark;

    friend bool operator==(const Candidate&, const Candidate&) = default;
};

/// The names of the project that flags name; asked for only where they are needed.
using FindNames = std::function<ProjectNames(const std::string& config_file,
                                             const std::optional<std::string>& destination)>;

/// `typed`: what follows `wheels`; the last word is the one that is being typed, and may be empty. Only words
/// that begin with that one. Pure, but for `find`; nothing where a file may stand, or what nobody can know.
std::vector<Candidate> completions(const std::vector<std::string>& typed, const FindNames& find);

/// The script that has a shell ask `wheels completion --words`; nothing for a shell that is not known.
std::optional<std::string_view> completion_script(std::string_view shell);

/// `bash`, `zsh`, `fish`
std::vector<std::string> completed_shells();

}  // namespace wheels::cli
