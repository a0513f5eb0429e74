#pragma once

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace kamal_proxy {

/// What the caller got wrong, in the real program's words. Shown after `Error: `, exit status 1.
class CommandError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A flag that a command takes. The default stands as it would be written.
struct Flag {
    enum class Type { text, list, boolean, integer, duration };

    std::string name;
    Type type;
    std::string fallback;
};

/// The flags and the other words of one command line; every value has been checked against its type.
class Flags {
public:
    /// Reads `--name value`, `--name=value`, `--boolean`, and `--` before words that are no flags.
    /// Throws CommandError.
    static Flags parse(const std::vector<Flag>& known, const std::vector<std::string>& words);

    const std::vector<std::string>& words() const { return words_; }
    bool help() const { return help_; }
    bool given(const std::string& name) const { return values_.contains(name); }

    std::string text(const std::string& name) const;
    /// Every value of a repeatable flag; commas part values too.
    std::vector<std::string> list(const std::string& name) const;
    bool boolean(const std::string& name) const;
    int integer(const std::string& name) const;
    std::chrono::milliseconds milliseconds(const std::string& name) const;

private:
    void set(const Flag& flag, const std::string& value);

    std::map<std::string, std::vector<std::string>> values_;
    std::map<std::string, std::string> fallbacks_;
    std::vector<std::string> words_;
    bool help_ = false;
};

}  // namespace kamal_proxy
