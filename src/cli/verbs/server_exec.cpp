#include <array>
#include <utility>

#include "cli/verbs/executing.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{interactive_flag, raw_flag};

awaitable<void> run(Context& context) {
    verb::ServerExec exec;
    exec.execution = execution(context, 0);
    auto project = co_await context.load(Context::Needs::to_ask);
    const auto places = project.hosts(context.filter()).size();
    exec.execution.input = passes_input(context, exec.execution, places);
    co_await run_programs(context, exec, std::move(project), showing(exec.execution), exec.execution.input);
}

}  // namespace

extern const Verb server_exec_verb;
const Verb server_exec_verb{
    .name = "server exec",
    .summary = "Run a command on the hosts",
    .arguments = "COMMAND…",
    .least = 1,
    .most = any_number,
    .commands = true,
    .flags = flags,
    .text = execution_text,
    .examples =
        "wheels deploy server exec 'df -h /'\n"
        "wheels deploy server exec -i -h 192.0.2.10 bash\n",
    .run = run,
};

extern const Verb exec_verb;
const Verb exec_verb{
    .name = "exec",
    .summary = "Another spelling of server exec",
    .arguments = "COMMAND…",
    .least = 1,
    .most = any_number,
    .commands = true,
    .flags = flags,
    .text = execution_text,
    .examples = "wheels deploy exec --host 192.0.2.10 uptime\n",
    .run = run,
};

}  // namespace wheels::cli
