#include <nlohmann/json.hpp>

#include "json/parts.hpp"
#include "wheels/json.hpp"

namespace wheels {
namespace {

using json::Json;

// An overload for every kind of event: a new one does not compile before somebody has thought about it.

Json of(const event::PhaseStarted& phase) {
    return {{"event", "phase_started"}, {"title", phase.title}};
}

Json of(const event::Notice& notice) {
    return {{"event", "notice"},
            {"level", notice.level == event::Notice::Level::warning ? "warning" : "info"},
            {"host", notice.host},
            {"text", notice.text}};
}

Json of(const event::CommandStarted& command) {
    return {{"event", "command_started"},
            {"host", command.host},
            {"name", command.name},
            {"text", command.text},
            {"talks", command.talks}};
}

Json of(const event::CommandFinished& command) {
    return {{"event", "command_finished"},
            {"host", command.host},
            {"name", command.name},
            {"status", command.status},
            {"took_ms", command.took.count()},
            {"talks", command.talks}};
}

Json of(const event::OutputLine& line) {
    return {{"event", "output_line"},
            {"host", line.host},
            {"stream", line.stream == Stream::out ? "out" : "err"},
            {"text", line.text}};
}

Json of(const event::BuildLine& line) {
    return {{"event", "build_line"}, {"text", line.text}};
}

Json of(const event::HookStarted& hook) {
    return {{"event", "hook_started"}, {"hook", hook.hook}};
}

Json of(const event::HookOutput& output) {
    return {{"event", "hook_output"},
            {"hook", output.hook},
            {"text", output.text},
            {"begins_line", output.begins_line},
            {"ends_line", output.ends_line}};
}

Json of(const event::HookFinished& hook) {
    return {{"event", "hook_finished"},
            {"hook", hook.hook},
            {"status", hook.status},
            {"took_ms", hook.took.count()}};
}

Json of(const event::HostFailed& failed) {
    return {{"event", "host_failed"}, {"failure", json::of(failed.failure)}};
}

Json of(const event::Planned& planned) {
    return {{"event", "planned"},
            {"host", planned.host},
            {"text", planned.text},
            {"condition", planned.condition}};
}

}  // namespace

std::string to_json(const Event& event) {
    return json::written(std::visit([](const auto& kind) { return of(kind); }, event));
}

}  // namespace wheels
