#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/secrets_file.hpp"
#include "wheels/secret.hpp"

namespace wheels::config {

/// A `$(command)` of a secrets file that is ready to run.
struct CommandRequest {
    std::size_t id = 0;
    std::string command;  ///< For /bin/sh, variables already put in. May hold secrets.
    std::string name;     ///< The secret that it is for.
    Mark mark;
};

/// Works out the values of the secrets files. Pure: it hands out the commands and is told what they answered.
///
/// Use: while `ready()` is not empty, run those (at once, if you like) and `answer()` each.
class SecretsResolution {
public:
    /// The lines of all files, in the order in which they are read. Variables come from the lines above, else
    /// from `environment`, else they are empty (dotenv with overwrite).
    SecretsResolution(std::vector<SecretLine> lines, std::map<std::string, std::string> environment);

    /// The commands that can run now and are not answered yet.
    std::vector<CommandRequest> ready();
    /// What the command printed; one final newline goes. The answer itself is not looked into for variables.
    void answer(std::size_t id, std::string output);

    /// The values, once nothing is `ready()`; the last line of a name counts.
    std::map<std::string, Secret> values() const;
    /// Their names, in the order in which the files first have them.
    std::vector<std::string> names() const;
    /// Why the value of a name is empty or blank, with file and line; names that have a value are not there.
    std::map<std::string, std::string> why_empty() const;
    /// The lines whose values, as far as they are known, are such that no variable can hold them.
    std::vector<Problem> unfit() const;
    bool has_commands() const { return has_commands_; }
    /// Whether a line gives this name a value.
    bool assigns(const std::string& name) const;

private:
    struct Entry {
        SecretLine line;
        std::optional<std::string> value;
        std::map<std::size_t, std::string> answers;  // by index of the command's part
    };

    std::string why_empty(std::size_t entry) const;
    std::optional<std::string> lookup(const std::string& name, std::size_t before) const;
    std::optional<std::string> text_of(const std::vector<SecretPart>& parts, std::size_t entry) const;
    void settle();

    std::vector<Entry> entries_;
    std::map<std::string, std::string> environment_;
    bool has_commands_ = false;
};

}  // namespace wheels::config
