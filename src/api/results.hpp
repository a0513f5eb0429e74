#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "wheels/console.hpp"
#include "wheels/event.hpp"
#include "wheels/plan.hpp"
#include "wheels/project.hpp"
#include "wheels/report.hpp"

namespace wheels::api {

/// Makes a plan of what a dry run tells; everything else that is said goes to `next`, as far as it is a
/// warning.
class PlanCollector final : public Sink {
public:
    explicit PlanCollector(Sink& next) : next_(next) {}

    void on_event(const Event& event) noexcept override;
    Plan plan() const { return Plan(phases_); }

private:
    Sink& next_;
    std::vector<PlannedPhase> phases_;
};

/// Keeps what the programs of a run write, by host.
class ResultCollector final : public Console {
public:
    std::unique_ptr<Endpoint> open(const Program& program) override;
    /// In the order in which the programs were opened.
    std::vector<HostResult> results(const Report& report) const;

private:
    std::vector<std::shared_ptr<HostResult>> heard_;
};

}  // namespace wheels::api
