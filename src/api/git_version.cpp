#include "api/git_version.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "base/environment.hpp"
#include "base/random_hex.hpp"
#include "base/text.hpp"
#include "commands/replies.hpp"

namespace wheels::api {
namespace {

struct GitAnswer {
    std::optional<std::string> text;  ///< Nothing when it failed or is not there.
    std::string complaint;
};

awaitable<GitAnswer> ask_git(std::vector<std::string> words,
                             const Surroundings& surroundings,
                             ProcessRunner& processes) {
    std::vector<std::string> argv{"git"};
    argv.insert(argv.end(), words.begin(), words.end());
    ChildSpec git(std::move(argv));
    git.directory = surroundings.project_root;
    git.environment = environment_block(surroundings.environment);
    git.timeout = std::chrono::seconds(60);
    git.error_output = ChildSpec::ErrorOutput::separate;
    GitAnswer answer;
    std::string output;
    ByteHandler collect = [&output](std::string_view bytes) { output += bytes; };
    git.on_error_output = [&answer](std::string_view bytes) { answer.complaint += bytes; };
    try {
        auto result = co_await processes.run(std::move(git), std::move(collect));
        if (result.status == 0 && !result.timed_out) answer.text = std::string(text::trim(output));
    } catch (const Error& error) {
        answer.complaint = error.message();  // no git here
    }
    co_return answer;
}

// That there is no repository needs no words of git's.
Error no_version(const std::string& folder, const GitAnswer& answer) {
    auto what = "there is no git commit in " + folder + " to take the version from";
    const auto lines = text::lines(text::trim(answer.complaint));
    if (!lines.empty() && !replies::no_git_repository(lines.front())) what += ": " + lines.front();
    std::string hint = "give the version: --release VERSION";
    if (const auto advice = replies::git_advice(answer.complaint); !advice.empty())
        hint = "run `" + advice + "`, or " + hint;
    return {ErrorKind::usage, what, hint};
}

}  // namespace

awaitable<std::string> git_version(GitVersionOptions options,
                                   const Surroundings& surroundings,
                                   ProcessRunner& processes) {
    std::vector<std::string> ask_for_commit{"rev-parse"};
    if (!options.full) ask_for_commit.emplace_back("--short");
    ask_for_commit.emplace_back("HEAD");
    const auto answer = co_await ask_git(std::move(ask_for_commit), surroundings, processes);
    if (!answer.text || answer.text->empty()) throw no_version(surroundings.project_root, answer);
    auto commit = *answer.text;
    if (options.marks_dirty) {
        std::vector<std::string> ask_for_changes{"status", "--porcelain"};
        const auto changes = co_await ask_git(std::move(ask_for_changes), surroundings, processes);
        if (changes.text && !changes.text->empty()) commit += "_uncommitted_" + random_hex(16);
    }
    co_return commit;
}

void check_version(const std::string& version) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '.' || c == '-';
    };
    bool valid = !version.empty() && version.size() <= 128 && version[0] != '.' && version[0] != '-';
    for (const char c : version) valid = valid && allowed(c);
    if (valid) return;
    throw Error(
        ErrorKind::usage,
        "'" + text::shorten(version, 200) + "' cannot be a version, because it is the tag of an image",
        "use letters, digits, `_`, `.` and `-`, at most 128");
}

}  // namespace wheels::api
