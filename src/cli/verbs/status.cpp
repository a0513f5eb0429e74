#include <fmt/format.h>
#include <sys/ioctl.h>

#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "async/coroutine.hpp"
#include "base/date_time.hpp"
#include "base/text.hpp"
#include "cli/streams.hpp"
#include "cli/verbs/answers.hpp"
#include "cli/verbs/looking.hpp"

namespace wheels::cli {
namespace {

using output::Channel;

constexpr unsigned usual_interval = 5;

constexpr std::array flags{
    Flag{"watch", 'w', Flag::Kind::boolean, {}, "Look again every 5 or SECONDS seconds, until Ctrl-C", {}},
    json_flag,
};

class Silence final : public Sink {
public:
    void on_event(const Event&) noexcept override {}
};

std::optional<std::chrono::seconds> interval_of(const Invocation& asked) {
    if (asked.arguments.empty())
        return asked.on("watch") ? std::optional(std::chrono::seconds(usual_interval)) : std::nullopt;
    const auto& word = asked.arguments.front();
    if (!asked.on("watch"))
        throw Error(ErrorKind::usage, "status does not take " + text::one_line(word),
                    "With --watch it is how many seconds pass between two looks.");
    constexpr std::size_t longest = 5;
    const bool is_number =
        !word.empty() && word.size() <= longest && word.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number || std::stoi(word) == 0)
        throw Error(ErrorKind::usage, fmt::format("--watch takes whole seconds from 1 to 99999, and not {}",
                                                  text::one_line(word)));
    return std::chrono::seconds(std::stoi(word));
}

awaitable<void> show_once(Context& context, const Project& project) {
    const Look how;
    const auto status = co_await look(context, project, context.sink, how);
    if (!status) co_return;
    if (context.asked.on("json")) {
        context.result(json_of(*status, project));
    } else {
        for (auto& line : table_of(*status)) context.result(std::move(line));
    }
    if (in_trouble(*status)) context.status = 1;
}

/// From the upper left corner, over what was there; what does not fit is left out. It leaves nothing that
/// would have to be undone: the cursor is below the table whenever the program ends.
void draw(Context& context, const std::string& title, const std::vector<std::string>& table, bool first) {
    const std::size_t rows = terminal_size().value_or(winsize{24, 80, 0, 0}).ws_row;
    auto lines = table;
    lines.insert(lines.begin(), {title, std::string()});
    const std::size_t fitting = rows > 2 ? rows - 1 : 1;
    if (lines.size() > fitting) {
        const auto more = lines.size() - fitting + 1;
        lines.resize(fitting - 1);
        lines.push_back(fmt::format("… {} more lines", more));
    }
    std::string text = first ? "\x1b[H\x1b[2J" : "\x1b[H";
    for (const auto& line : lines) text += line + "\x1b[K\r\n";
    context.writer().write(Channel::results, text + "\x1b[J");
}

void show_again(Context& context,
                const Project& project,
                const Status& status,
                std::chrono::seconds interval,
                bool first) {
    if (context.asked.on("json")) return context.result(json_of(status, project));
    auto title =
        project.redacted(fmt::format("{}, {}, every {} s", project.config().service_and_destination(),
                                     iso8601(status.at), interval.count()));
    if (terminal_size()) return draw(context, title, table_of(status), first);
    if (!first) context.result({});
    context.result(std::move(title));
    for (auto& line : table_of(status)) context.result(std::move(line));
}

awaitable<void> look_for_ever(Context& context, const Project& project, std::chrono::seconds interval) {
    Silence silence;
    auto on = co_await this_coro::executor;
    asio::steady_timer timer(on);
    for (bool first = true;; first = false) {
        // The first look may ask for a passphrase or tell of hooks; from then on the table has the screen.
        auto& sink = first ? static_cast<Sink&>(context.sink) : silence;
        const Look how(!first, false);
        const auto status = co_await look(context, project, sink, how);
        if (!status) co_return;
        show_again(context, project, *status, interval, first);
        if (context.writer().error(Channel::results) != 0) co_return;
        timer.expires_after(interval);
        co_await timer.async_wait(use_awaitable);
    }
}

awaitable<void> watch(Context& context, const Project& project, std::chrono::seconds interval) {
    try {
        co_await look_for_ever(context, project, interval);
    } catch (...) {
        // As with watch(1): Ctrl-C is how one leaves.
        if (context.stop.requested() != ErrorKind::interrupted_int) throw;
    }
}

awaitable<void> run(Context& context) {
    const auto interval = interval_of(context.asked);
    const auto project = co_await context.load(Context::Needs::to_ask);
    if (interval) {
        co_await watch(context, project, *interval);
    } else {
        co_await show_once(context, project);
    }
}

}  // namespace

extern const Verb status_verb;
const Verb status_verb{
    .name = "status",
    .summary = "Show in one table what runs where, and who holds the deploy lock",
    .arguments = "[SECONDS]",
    .most = 1,
    .flags = flags,
    .text =
        "A row for each role on each host: the version that serves, since when it runs, what its health "
        "check says, whether\n"
        "kamal-proxy leads to it, and how old its image is. A host that cannot be asked is a row, too; the "
        "status is 1 then.\n"
        "With --watch the table is drawn again and again, on a terminal in the same place. Ctrl-C ends it "
        "with status 0.\n",
    .examples =
        "wheels deploy status\n"
        "wheels deploy status --watch 2\n"
        "wheels deploy status --json | jq -r '.roles[].version'\n",
    .run = run,
};

}  // namespace wheels::cli
