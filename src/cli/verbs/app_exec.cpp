#include <array>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "cli/verbs/executing.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    interactive_flag,
    reuse_flag,
    Flag{"env", 'e', Flag::Kind::pairs, "NAME:VALUE", "Environment variables for it", {}},
    Flag{"detach", 0, Flag::Kind::boolean, {}, "Do not wait for it; show the containers' ids", {}},
    raw_flag,
};

std::pair<std::string, std::string> variable_of(const std::string& pair) {
    const auto separator = pair.find_first_of(":=");
    if (separator == std::string::npos || separator == 0)
        throw Error(ErrorKind::usage, "--env takes NAME:VALUE, not " + text::one_line(pair));
    return {pair.substr(0, separator), pair.substr(separator + 1)};
}

awaitable<void> run(Context& context) {
    verb::AppExec exec;
    exec.execution = execution(context, 0);
    exec.reuse = context.asked.on("reuse");
    exec.detach = context.asked.on("detach");
    exec.version = context.asked.value("version");
    for (const auto& pair : context.asked.all("env")) exec.environment.push_back(variable_of(pair));
    const auto needs = exec.reuse ? Context::Needs::to_ask : Context::Needs::all_but_version;
    auto project = co_await context.load(needs);
    const auto places = project.programs(context.filter());
    exec.execution.input = !exec.detach && passes_input(context, exec.execution, places);
    co_await run_programs(context, exec, std::move(project), showing(exec.execution), exec.execution.input);
}

}  // namespace

extern const Verb app_exec_verb;
const Verb app_exec_verb{
    .name = "app exec",
    .summary = "Run a command in containers of the app",
    .arguments = "COMMAND…",
    .least = 1,
    .most = any_number,
    .commands = true,
    .flags = flags,
    .text = execution_text,
    .examples =
        "wheels deploy app exec -i --reuse bin/console\n"
        "wheels deploy app exec --primary 'bin/rails runner \"puts User.count\"'\n"
        "wheels deploy app exec --raw -p --reuse 'cat report.csv' > report.csv\n",
    .run = run,
};

}  // namespace wheels::cli
