#include "engine/redacting_sink.hpp"

#include <exception>
#include <utility>
#include <variant>

#include "base/redacted.hpp"

namespace wheels::engine {
namespace {

// An overload for every kind of event: a new one does not compile before somebody has thought about it.

event::PhaseStarted clean(event::PhaseStarted phase, const Redactor& redactor) {
    phase.title = redactor.redact(phase.title);
    return phase;
}

event::Notice clean(event::Notice notice, const Redactor& redactor) {
    notice.host = redactor.redact(notice.host);
    notice.text = redacted_sentence(notice.text, redactor);
    return notice;
}

event::CommandStarted clean(event::CommandStarted command, const Redactor& redactor) {
    command.host = redactor.redact(command.host);
    command.name = redactor.redact(command.name);
    command.text = redactor.redact(command.text);
    return command;
}

event::CommandFinished clean(event::CommandFinished command, const Redactor& redactor) {
    command.host = redactor.redact(command.host);
    command.name = redactor.redact(command.name);
    return command;
}

event::OutputLine clean(event::OutputLine line, const Redactor& redactor) {
    line.host = redactor.redact(line.host);
    return line;
}

event::BuildLine clean(event::BuildLine line, const Redactor&) {
    return line;
}

event::HookStarted clean(event::HookStarted hook, const Redactor&) {
    return hook;
}

event::HookOutput clean(event::HookOutput output, const Redactor&) {
    return output;
}

event::HookFinished clean(event::HookFinished hook, const Redactor&) {
    return hook;
}

event::HostFailed clean(event::HostFailed failed, const Redactor& redactor) {
    return {redacted(std::move(failed.failure), redactor)};
}

event::Planned clean(event::Planned planned, const Redactor& redactor) {
    planned.host = redactor.redact(planned.host);
    planned.text = redactor.redact(planned.text);
    planned.condition = redactor.redact(planned.condition);
    return planned;
}

}  // namespace

void RedactingSink::on_event(const Event& event) noexcept {
    try {
        next_.on_event(std::visit([this](auto e) { return Event(clean(std::move(e), redactor_)); }, event));
    } catch (const std::exception&) {
        // Out of memory while copying: better to say nothing than to show a secret.
    }
}

}  // namespace wheels::engine
