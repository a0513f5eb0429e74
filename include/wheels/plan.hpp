#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>
#include "wheels/export.hpp"

namespace wheels {

/// What one place would be told.
struct PlannedStep {
    PlannedStep() = default;
    PlannedStep(std::string where, std::string what, std::string when)
        : host(std::move(where)), text(std::move(what)), condition(std::move(when)) {}

    std::string host;       ///< `local` for this machine.
    std::string text;       ///< The shell line, secrets replaced by [REDACTED]; of a hook: what would be run.
    std::string condition;  ///< E.g. "if a container app-web-v2 exists"; empty: always.
};
static_assert(!std::is_aggregate_v<PlannedStep>);

/// One stretch of a run. Its steps are taken by all hosts at once, those of one host in this order.
struct PlannedPhase {
    PlannedPhase() = default;
    explicit PlannedPhase(std::string heading) : title(std::move(heading)) {}

    std::string title;  ///< E.g. "Pull app image"; empty for what comes before the first that has one.
    std::vector<PlannedStep> steps;
};
static_assert(!std::is_aggregate_v<PlannedPhase>);

/// What a run would do, in order, as far as it can be known without asking a host: what depends on an answer
/// says so in its condition. A value; it refers to nothing.
class WHEELS_API Plan {
public:
    Plan() = default;
    explicit Plan(std::vector<PlannedPhase> phases) : phases_(std::move(phases)) {}

    auto begin() const { return phases_.begin(); }
    auto end() const { return phases_.end(); }
    std::size_t size() const { return phases_.size(); }
    bool empty() const { return phases_.empty(); }

    /// Lines for people; control characters are made visible. Ends with a newline, unless it is empty.
    std::string to_string() const;

private:
    std::vector<PlannedPhase> phases_;
};

}  // namespace wheels
