#include "cli/verbs/looking.hpp"

#include <unistd.h>

#include <utility>

#include "cli/streams.hpp"
#include "output/answers_json.hpp"
#include "output/status_table.hpp"

namespace wheels::cli {

std::optional<winsize> terminal_size() {
    winsize size{};
    if (::isatty(STDOUT_FILENO) != 1) return std::nullopt;
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        size = {24, 80, 0, 0};
    return size;
}

awaitable<std::optional<Status>> look(Context& context, const Project& project, Sink& sink, Look how) {
    auto request = context.request(verb::Status());
    request.sink = &sink;
    if (how.skip_hooks) request.skip_hooks = true;
    if (how.really && request.dry_run) {
        request.dry_run = false;
        request.skip_hooks = true;
    }
    std::optional<Status> status;
    try {
        auto report = co_await project.run(std::move(request));
        status = std::move(report.status);
    } catch (const RunError& error) {
        if (!error.report().status) throw;
        status = error.report().status;
    }
    context.stop.deploy_ended();
    co_return status;
}

std::vector<std::string> table_of(const Status& status) {
    const auto size = terminal_size();
    const auto width = size ? std::optional<std::size_t>(size->ws_col) : std::nullopt;
    return output::status_table(status, width, output::Paint(wants_colours(STDOUT_FILENO)));
}

std::string json_of(const Status& status, const Project& project) {
    const auto& config = project.config();
    return project.redacted(output::status_json(status, config.service, config.destination.value_or("")));
}

bool in_trouble(const Status& status) {
    for (const auto& role : status.roles) {
        if (!role.trouble.empty()) return true;
    }
    return !status.lock_known;
}

}  // namespace wheels::cli
