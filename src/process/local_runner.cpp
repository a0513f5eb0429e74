#include "process/local_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/line_splitter.hpp"
#include "wheels/error.hpp"

namespace wheels {
namespace {

void keep_head(std::string& text, std::string_view bytes) {
    const auto room = ExecResult::output_limit - std::min(text.size(), ExecResult::output_limit);
    text += bytes.substr(0, room);
}

void keep_tail(std::string& text, std::string_view bytes) {
    text += bytes;
    if (text.size() > ExecResult::output_limit) text.erase(0, text.size() - ExecResult::output_limit / 2);
}

/// What a command prints, for its result and for whoever observes it.
class Output {
public:
    Output(const Command& command, CommandObserver& observer, ExecResult& result)
        : command_(command),
          result_(result),
          out_([&](const LineSplitter::Piece& piece) { observer.line(command, Stream::out, piece.text); }),
          err_([&](const LineSplitter::Piece& piece) { observer.line(command, Stream::err, piece.text); }) {}

    void out(std::string_view bytes) {
        // Both streams together, and the last lines are the ones that tell.
        if (command_.shown) {
            keep_tail(result_.err, bytes);
        } else {
            keep_head(result_.out, bytes);
        }
        out_.feed(bytes);
    }
    void err(std::string_view bytes) {
        keep_tail(result_.err, bytes);
        err_.feed(bytes);
    }
    void end() {
        out_.flush();
        err_.flush();
    }

private:
    const Command& command_;
    ExecResult& result_;
    LineSplitter out_;
    LineSplitter err_;
};

}  // namespace

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
    Output output(command, observer, result);
    auto spec = child(command);
    spec.on_error_output = [&output](std::string_view bytes) { output.err(bytes); };
    ByteHandler on_output = [&output](std::string_view bytes) { output.out(bytes); };
    observer.started(command);
    const auto ended = co_await processes_.run(std::move(spec), std::move(on_output));
    output.end();
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

awaitable<void> LocalRunner::close() {
    co_return;
}

}  // namespace wheels
