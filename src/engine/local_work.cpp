#include "engine/local_work.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/line_splitter.hpp"
#include "engine/host_work.hpp"

namespace wheels::engine {
namespace {

constexpr const char* here = "local";

void keep_head(std::string& text, std::string_view bytes) {
    const auto room = ExecResult::output_limit - std::min(text.size(), ExecResult::output_limit);
    text += bytes.substr(0, room);
}

void keep_tail(std::string& text, std::string_view bytes) {
    text += bytes;
    if (text.size() > ExecResult::output_limit) text.erase(0, text.size() - ExecResult::output_limit / 2);
}

}  // namespace

LocalWork::LocalWork(ProcessRunner& processes,
                     Sink& sink,
                     std::string project_root,
                     std::map<std::string, std::string> environment,
                     bool dry_run)
    : processes_(processes),
      sink_(sink),
      project_root_(std::move(project_root)),
      environment_(std::move(environment)),
      dry_run_(dry_run) {}

std::string LocalWork::variable(const std::string& name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() ? std::string() : found->second;
}

ChildSpec LocalWork::child(const LocalCommand& command) const {
    ChildSpec spec({"/bin/sh", "-c", command.command.line});
    spec.directory = command.directory.empty() ? project_root_ : command.directory;
    auto environment = environment_;
    for (const auto& variable : command.environment) environment[variable.name] = variable.value.reveal();
    spec.environment.emplace();
    for (const auto& [name, value] : environment) spec.environment->push_back(name + "=" + value);
    if (!command.command.input.empty()) {
        spec.input = ChildSpec::Input::bytes;
        spec.input_bytes = command.command.input;
    }
    spec.timeout = command.command.deadline;
    spec.error_output = command.shown ? ChildSpec::ErrorOutput::merged : ChildSpec::ErrorOutput::separate;
    return spec;
}

awaitable<ExecResult> LocalWork::run(LocalCommand command) {
    ExecResult answer;
    const auto& what = command.command;
    if (dry_run_) {
        sink_.on_event(event::Planned{here, what.line, what.condition});
        answer.out = what.dry_reply;
        co_return answer;
    }
    sink_.on_event(event::CommandStarted{here, what.name, what.line});
    LineSplitter lines([this](const LineSplitter::Piece& piece) {
        sink_.on_event(event::BuildLine{std::string(piece.text)});
    });
    auto spec = child(command);
    spec.on_error_output = [&answer](std::string_view bytes) { keep_tail(answer.err, bytes); };
    ByteHandler on_output = [&answer, &lines, shown = command.shown](std::string_view bytes) {
        if (!shown) return keep_head(answer.out, bytes);
        // Its last lines are the ones that tell.
        keep_tail(answer.err, bytes);
        lines.feed(bytes);
    };
    const auto ended = co_await processes_.run(std::move(spec), std::move(on_output));
    lines.flush();
    answer.status = ended.status;
    answer.took = ended.took;
    sink_.on_event(event::CommandFinished{here, what.name, ended.status, ended.took});
    if (ended.timed_out)
        throw Error(ErrorKind::timed_out,
                    fmt::format("{}: still running after {} s", what.name, what.deadline.count()));
    if (what.checked && ended.status != 0) throw failed(what, answer);
    co_return answer;
}

Error LocalWork::failed(const Command& command, const ExecResult& result) {
    return failed_command({}, command, result);
}

}  // namespace wheels::engine
