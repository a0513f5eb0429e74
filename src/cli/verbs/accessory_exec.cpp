#include <array>
#include <utility>

#include "cli/verbs/executing.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{interactive_flag, reuse_flag, raw_flag};

awaitable<void> run(Context& context) {
    verb::AccessoryExec exec;
    exec.accessory = context.asked.arguments.at(0);
    exec.execution = execution(context, 1);
    exec.reuse = context.asked.on("reuse");
    const auto needs = exec.reuse ? Context::Needs::to_ask : Context::Needs::all_but_version;
    auto project = co_await context.load(needs);
    const auto places = project.programs(context.filter(), exec.accessory);
    exec.execution.input = passes_input(context, exec.execution, places);
    co_await run_programs(context, exec, std::move(project), showing(exec.execution), exec.execution.input);
}

}  // namespace

extern const Verb accessory_exec_verb;
const Verb accessory_exec_verb{
    .name = "accessory exec",
    .summary = "Run a command in containers of an accessory",
    .arguments = "NAME COMMAND…",
    .least = 2,
    .most = any_number,
    .commands = true,
    .flags = flags,
    .text = execution_text,
    .examples =
        "wheels deploy accessory exec db -i --reuse psql\n"
        "wheels deploy accessory exec db --raw --reuse 'pg_dump shop' > dump.sql\n"
        "wheels deploy accessory exec db --reuse 'psql shop' < dump.sql\n",
    .run = run,
};

}  // namespace wheels::cli
