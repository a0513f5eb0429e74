#include "plan/phases/build_context.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/git_clone.hpp"
#include "commands/replies.hpp"

namespace wheels::plan {
namespace {

Error broken(std::string what, std::string hint = {}) {
    return failed(
        failure(ErrorKind::command_failed, {}, "clone the repository", std::move(what), std::move(hint)));
}

Error unreadable(const std::string& repository, const ExecResult& answer) {
    auto what = "git cannot read the repository at " + repository;
    const auto words = text::lines(text::trim(answer.err.empty() ? answer.out : answer.err));
    if (!words.empty()) what += ": " + words.front();
    std::string hint = "set `builder: {context: .}` to build the folder as it is, with what is not committed";
    if (const auto advice = replies::git_advice(answer.err + "\n" + answer.out); !advice.empty())
        hint = "run `" + advice + "`, or " + hint;
    auto error = broken(what, hint);
    auto failures = error.failures();
    failures.front().remote_lines = words;  // git's own advice is among them
    return Error(std::move(failures));
}

std::string changed_files(const std::string& changes) {
    auto lines = text::lines(changes);
    const std::size_t shown = 10;
    const auto more = lines.size() > shown ? lines.size() - shown : 0;
    lines.resize(lines.size() - more);
    for (auto& line : lines) line = std::string(text::trim(line));
    return text::join(lines, ", ") + (more == 0 ? "" : fmt::format(" and {} more", more));
}

/// Where the repository is; empty when there is none.
Dialogue<std::string> find_repository(RunState& run) {
    auto question = commands::ask_repository_root();
    question.checked = false;
    question.dry_reply = run.files.root;
    const auto answer = co_await tell(std::move(question));
    if (!answer.answered || answer.succeeded()) co_return std::string(text::trim(answer.out));
    if (run.files.git_folder.empty()) co_return std::string();
    throw unreadable(run.files.git_folder, answer);
}

Dialogue<std::string> ask_revision() {
    auto question = commands::ask_revision();
    question.checked = false;
    question.probe = true;
    question.dry_reply = "<commit>";
    const auto answer = co_await tell(std::move(question));
    co_return answer.succeeded() ? std::string(text::trim(answer.out)) : std::string();
}

Dialogue<> check_clone(commands::ClonePlace place, std::string revision) {
    Sequence questions{commands::clone_changes(place), commands::clone_revision(place)};
    const auto answers = co_await tell(std::move(questions));
    const auto& changes = answers.front().out;
    if (!text::trim(changes).empty())
        throw broken("the clone in " + place.clone + " is not clean: " + changed_files(changes));
    if (text::trim(answers.back().out) != revision)
        throw broken("the clone in " + place.clone + " is not at commit " + revision);
}

Dialogue<> bring_up(std::string root, commands::ClonePlace place, std::string revision) {
    auto look = commands::look_for_clone(place);
    const auto found = co_await tell(std::move(look));
    if (found.answered && found.succeeded()) {
        auto reset = commands::reset_clone(root, place, revision);
        co_await tell(std::move(reset));
    } else {
        Sequence clone{commands::make_clone_folder(place), commands::clone_repository(root, place)};
        for (auto& command : clone)
            command.condition = "if there is no clone yet; else it is brought to the commit";
        co_await tell(std::move(clone));
    }
    if (found.answered) co_await check_clone(place, revision);
}

Dialogue<std::string> prepare_clone(RunState& run) {
    const auto root = co_await find_repository(run);
    if (root.empty()) co_return std::string();
    const auto revision = co_await ask_revision();
    const auto place = commands::clone_place(run.files.clones, run.config.service, run.files.root, root);
    std::string trouble;
    try {
        co_await bring_up(root, place, revision);
    } catch (const Error& error) {
        trouble = error.message();
    }
    if (!trouble.empty()) {
        run.warn({}, trouble + "; making the clone anew");
        auto remove = commands::remove_clone_folder(place);
        co_await tell(std::move(remove));
        co_await bring_up(root, place, revision);
    }
    co_return place.build_directory;
}

}  // namespace

Dialogue<> tell_changes(RunState& run, bool clones) {
    auto question = commands::ask_uncommitted_changes();
    question.checked = false;
    question.probe = true;
    const auto answer = co_await tell(std::move(question));
    if (!answer.succeeded() || text::trim(answer.out).empty()) co_return;
    const std::string what =
        clones ? "Building from a clone of the git repository, without what is not committed: "
               : "Building with what is not committed: ";
    run.warn({}, what + changed_files(answer.out));
}

Dialogue<std::string> prepare_context(RunState& run) {
    const bool clones = !run.config.builder.context;
    co_await tell_changes(run, clones);
    if (!clones) co_return std::string();
    auto directory = co_await prepare_clone(run);
    co_return directory;
}

}  // namespace wheels::plan
