#include "process/local_runner.hpp"

#include <fmt/format.h>

#include <utility>

#include "transport/capture.hpp"
#include "wheels/error.hpp"

namespace wheels {

LocalRunner::LocalRunner(ProcessRunner& processes, std::string project_root, Environment environment)
    : processes_(processes), project_root_(std::move(project_root)), environment_(std::move(environment)) {}

ChildSpec LocalRunner::child(const Command& command) const {
    ChildSpec spec({"/bin/sh", "-c", command.line});
    spec.directory = command.directory.empty() ? project_root_ : command.directory;
    auto environment = environment_;
    for (const auto& added : command.environment) environment[added.name] = added.value.reveal();
    spec.environment = environment_block(environment);
    if (!command.input.empty()) {
        spec.input = ChildSpec::Input::bytes;
        spec.input_bytes = command.input;
    }
    spec.timeout = command.deadline;
    spec.error_output = command.shown ? ChildSpec::ErrorOutput::merged : ChildSpec::ErrorOutput::separate;
    return spec;
}

awaitable<ExecResult> LocalRunner::run_one(const Command& command, CommandObserver& observer) {
    ExecResult result;
    Capture capture(command, observer);
    auto spec = child(command);
    spec.on_error_output = [&capture](std::string_view bytes) { capture.heard(Stream::err, bytes); };
    ByteHandler on_output = [&capture](std::string_view bytes) { capture.heard(Stream::out, bytes); };
    observer.started(command);
    const auto ended = co_await processes_.run(std::move(spec), std::move(on_output));
    capture.finish(result);
    result.status = ended.status;
    result.took = ended.took;
    if (ended.timed_out)
        throw Error(ErrorKind::timed_out, fmt::format("still running after {} s", command.deadline.count()));
    observer.finished(command, result);
    co_return result;
}

awaitable<std::vector<ExecResult>> LocalRunner::run(Sequence sequence, CommandObserver& observer) {
    std::vector<ExecResult> results;
    for (const auto& command : sequence) {
        auto result = co_await run_one(command, observer);
        const bool stops = command.checked && !result.succeeded();
        results.push_back(std::move(result));
        if (stops) break;
    }
    co_return results;
}

awaitable<ExecResult> LocalRunner::talk(Command command, Endpoint& endpoint, CommandObserver& observer) {
    auto spec = child(command);
    spec.timeout.reset();
    spec.input = ChildSpec::Input::null;
    spec.error_output = ChildSpec::ErrorOutput::separate;
    spec.on_error_output = [&endpoint](std::string_view bytes) { endpoint.heard(Stream::err, bytes); };
    ByteHandler on_output = [&endpoint](std::string_view bytes) { endpoint.heard(Stream::out, bytes); };
    observer.started(command);
    endpoint.begins();
    const auto ended = co_await processes_.run(std::move(spec), std::move(on_output));
    ExecResult result;
    result.status = ended.status;
    result.took = ended.took;
    observer.finished(command, result);
    co_return result;
}

awaitable<void> LocalRunner::close() {
    co_return;
}

}  // namespace wheels
