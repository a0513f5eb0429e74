#include <array>
#include <utility>

#include "cli/verbs/programs.hpp"

namespace wheels::cli {
namespace {

constexpr Flag since{
    "since", 's', Flag::Kind::text, "TIME", "Lines from that time on: 2026-01-31T12:00:00Z, 42m", {}};
constexpr Flag lines{"lines", 'n', Flag::Kind::count, "N", "At most so many lines of each log (default: 100)",
                     "tail"};
constexpr Flag grep{"grep", 'g', Flag::Kind::text, "PATTERN", "Only lines that match", {}};
constexpr Flag grep_options{"grep-options", 0, Flag::Kind::text, "OPTIONS", "Further options of grep", {}};
constexpr Flag follow{"follow", 'f', Flag::Kind::boolean, {}, "Go on with new lines, until Ctrl-C", {}};
constexpr Flag skip_timestamps{
    "skip-timestamps", 'T', Flag::Kind::boolean, {}, "Without the time of each line", {}};
constexpr Flag raw{"raw", 0, Flag::Kind::boolean, {}, "The bytes of one log, as they are", {}};
constexpr Flag container_id{"container-id", 0, Flag::Kind::text, "ID", "Of this container", "container"};

constexpr std::array log_flags{since, lines, grep, grep_options, follow, skip_timestamps, raw};
constexpr std::array app_log_flags{since,  lines,           grep, grep_options,
                                   follow, skip_timestamps, raw,  container_id};

verb::LogLines log_lines(const Context& context) {
    verb::LogLines wanted;
    wanted.since = context.asked.value("since");
    wanted.lines = context.asked.count("lines");
    wanted.grep = context.asked.value("grep");
    wanted.grep_options = context.asked.value("grep-options").value_or("");
    wanted.timestamps = !context.asked.on("skip-timestamps");
    wanted.follow = context.asked.on("follow");
    wanted.raw = context.asked.on("raw");
    return wanted;
}

awaitable<void> show(Context& context, wheels::Verb verb, const verb::LogLines& wanted, Showing usual) {
    auto project = co_await context.load(Context::Needs::to_ask);
    auto showing = usual;
    if (wanted.follow) showing = Showing::lines;
    if (wanted.raw) showing = Showing::bytes;
    co_await run_programs(context, std::move(verb), std::move(project), showing, false);
}

awaitable<void> show_app(Context& context) {
    verb::AppLogs logs;
    logs.lines = log_lines(context);
    logs.container = context.asked.value("container-id");
    co_await show(context, logs, logs.lines, Showing::answers);
}

awaitable<void> show_accessory(Context& context) {
    verb::AccessoryLogs logs;
    logs.accessory = context.asked.arguments.at(0);
    logs.lines = log_lines(context);
    co_await show(context, logs, logs.lines, Showing::untitled_answers);
}

awaitable<void> show_proxy(Context& context) {
    verb::ProxyLogs logs;
    logs.lines = log_lines(context);
    co_await show(context, logs, logs.lines, Showing::answers);
}

}  // namespace

extern const Verb app_logs_verb;
const Verb app_logs_verb{
    .name = "app logs",
    .summary = "Show the logs of the app",
    .flags = app_log_flags,
    .examples =
        "wheels deploy app logs -f\n"
        "wheels deploy app logs -s 30m -g ERROR --grep-options '-i -A 3'\n",
    .run = show_app,
};

extern const Verb accessory_logs_verb;
const Verb accessory_logs_verb{
    .name = "accessory logs",
    .summary = "Show the logs of an accessory",
    .arguments = "NAME",
    .least = 1,
    .most = 1,
    .flags = log_flags,
    .examples = "wheels deploy accessory logs db -n 500\n",
    .run = show_accessory,
};

extern const Verb proxy_logs_verb;
const Verb proxy_logs_verb{
    .name = "proxy logs",
    .summary = "Show the logs of kamal-proxy",
    .flags = log_flags,
    .examples = "wheels deploy proxy logs -f -g 502\n",
    .run = show_proxy,
};

}  // namespace wheels::cli
