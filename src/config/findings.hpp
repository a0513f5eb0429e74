#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "config/tree.hpp"
#include "wheels/error.hpp"

namespace wheels::config {

/// Collects everything that is wrong with a configuration, and what is only odd. Stops at nothing, but tells
/// no more than `max_told` of each: nobody reads ten thousand mistakes, and a generated file has them.
class Findings {
public:
    static constexpr std::size_t max_told = 100;

    /// `text` says what is wrong and how to mend it. What it quotes from the user's file it quotes whole: it
    /// is cut where it leaves the library.
    void problem(const Mark& mark, std::string key, std::string text);
    /// As problem(), for something that is not there: nothing when `key`, or what is below it, has been
    /// blamed already. What is there, but wrong, is not missing.
    void missing(const Mark& mark, std::string key, std::string text);
    /// `key` counts as blamed: what was found at another place, such as a key with a typing error, was meant.
    void meant(std::string key);
    bool is_blamed(const std::string& key) const;
    void warning(const Mark& mark, std::string key, std::string text);

    bool failed() const { return !problems_.problems.empty(); }
    /// In the order of the files, lines and columns; each only once. The last one says so when there are
    /// more.
    std::vector<Problem> problems() const;
    /// In the order in which they were found.
    std::vector<Problem> warnings() const;

private:
    struct Told {
        std::vector<Problem> problems;
        bool has_more = false;

        void add(const Mark& mark, const std::string& key, const std::string& text);
        /// `all`, and that there are more.
        std::vector<Problem> with_rest(std::vector<Problem> all, const std::string& name) const;
    };

    Told problems_;
    Told warnings_;
    std::set<std::string> blamed_;  // key paths
};

}  // namespace wheels::config
