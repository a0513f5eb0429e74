#pragma once

#include <map>
#include <string>
#include <vector>

#include "ssh_config/facts.hpp"
#include "ssh_config/keywords.hpp"
#include "ssh_config/tokens.hpp"

namespace wheels::ssh_config {

/// What a keyword was given, and where.
struct Value {
    std::vector<std::string> words;
    std::string file;
    std::size_t line = 0;
};
using Values = std::map<std::string, Value, std::less<>>;

/// Thrown out of a reading that cannot go on without an answer.
struct Unanswered {
    std::string command;
};

/// Reads the files for one host: the first value counts. Throws Error{config}, with file and line, and
/// Unanswered.
class Reading {
public:
    Reading(const Facts& facts, const Files& files) : facts_(facts), files_(files) {}

    void pass(const std::vector<Source>& sources);
    /// Whether there is a `Match final`: then a second pass follows, with the host's name as it is by now.
    bool wants_final_pass() const { return wants_final_pass_; }
    void begin_final_pass(std::string host_name);

    const Values& values() const { return values_; }
    /// The User of the files; another one may have been said with more weight.
    const Value* user_of_files() const { return user_ ? &*user_ : nullptr; }

private:
    struct Place {
        std::string file;
        std::size_t line = 0;
        bool user = true;
        bool never = false;  ///< Included from where nothing counts: read for its errors only.
        int depth = 0;
    };

    void read_file(const std::string& text, Place place, bool active);
    void read_line(std::string_view text, const Place& place, bool& active);
    void read_value(const Keyword& keyword,
                    const std::string& rest,
                    std::vector<std::string> words,
                    const Place& place);
    void read_jump(const std::string& rest, const Place& place, bool active);
    void include(const std::vector<std::string>& patterns, const Place& place, bool active);
    bool host_matches(const std::vector<std::string>& patterns, const Place& place) const;
    bool match(const std::vector<std::string>& words, const Place& place);
    bool criterion(const std::string& name, const std::string& argument, bool asked, const Place& place);

    void set(std::string_view keyword, std::vector<std::string> words, const Place& place);
    const std::string* value(std::string_view keyword) const;
    std::string host_name() const;
    std::string remote_user() const;
    Tokens tokens() const;
    [[noreturn]] static void fail(const Place& place, const std::string& text);

    const Facts& facts_;
    const Files& files_;
    Values values_;
    std::optional<Value> user_;
    bool final_pass_ = false;
    std::string final_host_;
    bool wants_final_pass_ = false;
};

}  // namespace wheels::ssh_config
