#include "engine/build_context.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace wheels::engine {
namespace {

namespace fs = std::filesystem;

Error broken(const std::string& what, std::string hint = {}) {
    Failure failure;
    failure.kind = ErrorKind::command_failed;
    failure.step = "clone the repository";
    failure.message = what;
    failure.hint = std::move(hint);
    return Error(std::vector<Failure>{failure});
}

// The folder that has a .git: this one, or one that it lies in. Empty when there is none.
std::string git_folder_above(const std::string& folder) {
    std::error_code unknown;
    for (fs::path at = folder; !at.empty(); at = at.parent_path()) {
        if (fs::exists(at / ".git", unknown)) return at.string();
        if (at == at.parent_path()) break;
    }
    return {};
}

Error unreadable(const std::string& repository, const ExecResult& answer) {
    auto what = "git cannot read the repository at " + repository;
    const auto words = text::lines(text::trim(answer.err.empty() ? answer.out : answer.err));
    if (!words.empty()) what += ": " + text::shorten(words.front(), 300);
    return broken(what,
                  "set `builder: {context: .}` to build the folder as it is, with what is not committed");
}

// Only its owner may look into it or put something into it.
void make_private_folder(const std::string& path) {
    std::error_code failed;
    fs::create_directories(path, failed);
    if (!failed) fs::permissions(path, fs::perms::owner_all, failed);
    if (failed) throw broken("cannot make " + path + ": " + failed.message());
}

std::string changed_files(const std::string& changes) {
    auto lines = text::lines(changes);
    const std::size_t shown = 10;
    const auto more = lines.size() > shown ? lines.size() - shown : 0;
    lines.resize(lines.size() - more);
    for (auto& line : lines) line = std::string(text::trim(line));
    return text::join(lines, ", ") + (more == 0 ? "" : fmt::format(" and {} more", more));
}

}  // namespace

BuildContext::BuildContext(const Config& config, LocalWork& local, Sink& sink)
    : config_(config), local_(local), sink_(sink) {}

awaitable<std::string> BuildContext::ask(LocalCommand question) {
    question.command.checked = false;
    question.command.probe = true;
    const auto answer = co_await local_.run(std::move(question));
    if (answer.status != 0) co_return std::string();
    co_return std::string(text::trim(answer.out));
}

awaitable<void> BuildContext::tell_changes(bool clones) {
    auto question = commands::ask_uncommitted_changes();
    const auto changes = co_await ask(std::move(question));
    if (changes.empty()) co_return;
    const std::string text =
        clones ? "Building from a clone of the git repository, without what is not committed: "
               : "Building with what is not committed: ";
    sink_.on_event(event::Notice{event::Notice::Level::warning, {}, text + changed_files(changes)});
}

awaitable<std::string> BuildContext::prepare() {
    const bool clones = !config_.builder.context;
    co_await tell_changes(clones);
    if (!clones) co_return std::string();
    auto directory = co_await prepare_clone();
    co_return directory;
}

awaitable<std::string> BuildContext::repository() {
    auto question = commands::ask_repository_root();
    question.command.checked = false;
    question.command.dry_reply = local_.project_root();
    const auto answer = co_await local_.run(std::move(question));
    if (answer.status == 0) co_return std::string(text::trim(answer.out));
    const auto unread = git_folder_above(local_.project_root());
    if (unread.empty()) co_return std::string();
    throw unreadable(unread, answer);
}

awaitable<std::string> BuildContext::prepare_clone() {
    const auto root = co_await repository();
    if (root.empty()) co_return std::string();
    auto ask_revision = commands::ask_revision();
    ask_revision.command.dry_reply = "<commit>";
    const auto revision = co_await ask(std::move(ask_revision));

    std::error_code unknown;
    const auto project = fs::weakly_canonical(local_.project_root(), unknown).string();
    const auto place =
        commands::clone_place(clones(), config_.service, unknown ? local_.project_root() : project, root);
    std::string trouble;
    try {
        co_await bring_up(root, place, revision);
    } catch (const Error& error) {
        trouble = error.message();
    }
    if (!trouble.empty()) {
        sink_.on_event(event::Notice{event::Notice::Level::warning, {}, trouble + "; making the clone anew"});
        std::error_code ignored;
        fs::remove_all(place.parent, ignored);
        co_await bring_up(root, place, revision);
    }
    co_return place.build_directory;
}

awaitable<void> BuildContext::bring_up(const std::string& root,
                                       const commands::ClonePlace& place,
                                       const std::string& revision) {
    if (local_.dry_run()) {
        auto clone = commands::clone_repository(root, place);
        clone.command.condition = "if there is no clone yet; else it is brought to the commit";
        co_await local_.run(std::move(clone));
        co_return;
    }
    std::error_code unknown;
    if (fs::exists(place.clone + "/.git", unknown)) {
        for (const auto& step : commands::reset_clone(root, place, revision)) co_await local_.run(step);
    } else {
        make_private_folder(place.parent);
        auto clone = commands::clone_repository(root, place);
        co_await local_.run(std::move(clone));
    }
    co_await check_clone(place, revision);
}

awaitable<void> BuildContext::check_clone(const commands::ClonePlace& place, const std::string& revision) {
    auto ask_changes = commands::clone_changes(place);
    const auto changes = co_await local_.run(std::move(ask_changes));
    if (!text::trim(changes.out).empty())
        throw broken("the clone in " + place.clone + " is not clean: " + changed_files(changes.out));
    auto ask_commit = commands::clone_revision(place);
    const auto commit = co_await local_.run(std::move(ask_commit));
    if (text::trim(commit.out) != revision)
        throw broken("the clone in " + place.clone + " is not at commit " + revision);
}

std::string BuildContext::clones() const {
    const auto cache = local_.variable("XDG_CACHE_HOME");
    if (cache.starts_with("/")) return cache + "/wheels/clones";
    const auto home = local_.variable("HOME");
    if (home.starts_with("/")) return home + "/.cache/wheels/clones";
    const auto temporary = local_.variable("TMPDIR");
    return (temporary.starts_with("/") ? temporary : "/tmp") + "/wheels-clones";
}

}  // namespace wheels::engine
