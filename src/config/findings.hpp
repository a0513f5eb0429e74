#pragma once

#include <string>
#include <vector>

#include "config/tree.hpp"
#include "wheels/error.hpp"

namespace wheels::config {

/// Collects everything that is wrong with a configuration, and what is only odd. Stops at nothing.
class Findings {
public:
    /// `text` says what is wrong and how to mend it.
    void problem(const Mark& mark, std::string key, std::string text);
    void warning(const Mark& mark, std::string key, std::string text);

    bool failed() const { return !problems_.empty(); }
    /// In the order of the files, lines and columns; each only once.
    std::vector<Problem> problems() const;
    const std::vector<Problem>& warnings() const { return warnings_; }

private:
    std::vector<Problem> problems_;
    std::vector<Problem> warnings_;
};

}  // namespace wheels::config
