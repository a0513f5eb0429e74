#include "cli/verbs/programs.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "cli/verbs/shown_programs.hpp"

namespace wheels::cli {
namespace {

constexpr int lost_status = 255;  // as ssh has it

/// Tells of every change of the window of our terminal.
class Resizes {
public:
    Resizes(const executor& on, std::function<void()> resized)
        : signals_(on, SIGWINCH), resized_(std::move(resized)) {
        wait();
    }

private:
    void wait() {
        signals_.async_wait([this](const asio::error_code& ended, int) {
            if (ended) return;
            resized_();
            wait();
        });
    }

    asio::signal_set signals_;
    std::function<void()> resized_;
};

}  // namespace

bool has_piped_input() {
    struct stat status{};
    if (::fstat(STDIN_FILENO, &status) != 0) return false;
    return S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode);
}

std::string joined(const std::vector<std::string>& words) {
    std::vector<std::string> trimmed;
    for (const auto& word : words) trimmed.emplace_back(text::trim(word));
    return text::join(trimmed, " ");
}

awaitable<void> run_programs(
    Context& context, wheels::Verb verb, Project project, Showing showing, bool passes_input) {
    auto on = co_await this_coro::executor;
    auto request = context.request(std::move(verb));
    ShownPrograms programs(context, on, showing, passes_input);
    request.console = &programs;
    const Resizes resizes(on, [&programs] { programs.resized(); });
    std::optional<RunError> failed;
    Report report;
    try {
        report = co_await project.run(std::move(request));
    } catch (const RunError& error) {
        failed = error;
    }
    const auto& ends = failed ? failed->report().programs : report.programs;
    for (const auto& end : ends) {
        if (context.status == 0) context.status = end.status;
    }
    if (!failed) {
        if (context.dry_run()) context.say("Nothing was run: this was a dry run.");
        co_return;
    }
    if (programs.nobody_reads()) {
        context.status = 0;  // what cannot be written is reported by whoever ends the process
        co_return;
    }
    const auto kind = failed->kind();
    if (showing == Showing::lines && kind == ErrorKind::interrupted_int) {
        context.status = exit_status(kind);  // the way in which it ends
        co_return;
    }
    if (kind != ErrorKind::connection_lost) context.status = 0;
    if (kind == ErrorKind::connection_lost) context.status = lost_status;
    throw *failed;
}

}  // namespace wheels::cli
