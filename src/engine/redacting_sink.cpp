#include "engine/redacting_sink.hpp"

#include <type_traits>
#include <utility>
#include <variant>

namespace wheels::engine {
namespace {

void redact(std::string& text, const Redactor& redactor) {
    text = redactor.redact(text);
}

void redact(std::vector<std::string>& lines, const Redactor& redactor) {
    for (auto& line : lines) redact(line, redactor);
}

template <typename T>
void redact_event(T& event, const Redactor& redactor) {
    if constexpr (std::is_same_v<T, event::PhaseStarted>) {
        redact(event.title, redactor);
    } else if constexpr (std::is_same_v<T, event::HostFailed>) {
        event.failure = redacted(std::move(event.failure), redactor);
    } else if constexpr (requires { event.text; } && !std::is_same_v<T, event::HookOutput>) {
        redact(event.text, redactor);
    }
}

}  // namespace

void RedactingSink::on_event(const Event& event) noexcept {
    if (redactor_.empty()) {
        next_.on_event(event);
        return;
    }
    try {
        Event clean = event;
        std::visit([this](auto& e) { redact_event(e, redactor_); }, clean);
        next_.on_event(clean);
    } catch (const std::exception&) {
        // Out of memory while copying: better to say nothing than to show a secret.
    }
}

Failure redacted(Failure failure, const Redactor& redactor) {
    redact(failure.step, redactor);
    redact(failure.message, redactor);
    redact(failure.remote_lines, redactor);
    redact(failure.container_log, redactor);
    return failure;
}

Report redacted(Report report, const Redactor& redactor) {
    for (auto& failure : report.failures) failure = redacted(std::move(failure), redactor);
    for (auto& answer : report.answers) redact(answer.text, redactor);
    return report;
}

Error redacted(const Error& error, const Redactor& redactor) {
    if (!error.failures().empty()) {
        auto failures = error.failures();
        for (auto& failure : failures) failure = redacted(std::move(failure), redactor);
        return Error(std::move(failures));
    }
    if (!error.problems().empty()) return error;
    return Error(error.kind(), redactor.redact(error.message()), redactor.redact(error.hint()));
}

}  // namespace wheels::engine
