#include "api/results.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "wheels/exec_result.hpp"

namespace wheels::api {
namespace {

void add(std::vector<PlannedPhase>& phases, const event::Planned& planned) {
    if (phases.empty()) phases.emplace_back();
    phases.back().steps.emplace_back(planned.host, planned.text, planned.condition);
}

class Listener final : public Endpoint {
public:
    explicit Listener(std::shared_ptr<HostResult> result) : result_(std::move(result)) {}

    void heard(Stream stream, std::string_view bytes) override {
        auto& text = stream == Stream::out ? result_->out : result_->err;
        text += bytes.substr(0, ExecResult::output_limit - std::min(text.size(), ExecResult::output_limit));
    }

private:
    std::shared_ptr<HostResult> result_;
};

constexpr int not_ended = -1;

}  // namespace

void PlanCollector::on_event(const Event& event) noexcept {
    try {
        if (const auto* phase = std::get_if<event::PhaseStarted>(&event)) phases_.emplace_back(phase->title);
        if (const auto* planned = std::get_if<event::Planned>(&event)) add(phases_, *planned);
        const auto* notice = std::get_if<event::Notice>(&event);
        if (notice != nullptr && notice->level == event::Notice::Level::warning) next_.on_event(event);
    } catch (const std::exception&) {
        // No memory: the plan is not whole, and the run is not stopped by that.
    }
}

std::unique_ptr<Endpoint> ResultCollector::open(const Program& program) {
    auto result = std::make_shared<HostResult>();
    result->host = program.host;
    result->status = not_ended;
    result->trouble = "it was not started";
    heard_.push_back(result);
    return std::make_unique<Listener>(std::move(result));
}

std::vector<HostResult> ResultCollector::results(const Report& report) const {
    std::vector<HostResult> results;
    for (const auto& heard : heard_) {
        auto& result = results.emplace_back(*heard);
        for (const auto& failure : report.failures) {
            if (failure.host == result.host) result.trouble = failure.message;
        }
        for (const auto& end : report.programs) {
            if (end.program.host != result.host) continue;
            result.status = end.status;
            result.trouble.clear();
        }
    }
    return results;
}

}  // namespace wheels::api

namespace wheels {

std::string Plan::to_string() const {
    std::string lines;
    for (const auto& phase : phases_) {
        if (!phase.title.empty()) lines += text::neutralise(phase.title) + "\n";
        for (const auto& step : phase.steps) {
            lines += "  " + text::neutralise(step.host) + ": " + text::neutralise(step.text);
            if (!step.condition.empty()) lines += " (" + text::neutralise(step.condition) + ")";
            lines += "\n";
        }
    }
    return lines;
}

}  // namespace wheels
