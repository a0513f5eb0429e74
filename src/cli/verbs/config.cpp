#include <array>
#include <utility>

#include "base/text.hpp"
#include "cli/verbs/answers.hpp"
#include "wheels/documentation.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    json_flag,
    Flag{"ssh",
         0,
         Flag::Kind::boolean,
         {},
         "Show how each host is connected to instead, as `ssh -G` does",
         {}},
};

awaitable<void> show_ssh(Context& context) {
    if (context.asked.on("json"))
        throw Error(ErrorKind::usage, "--ssh has no --json: its lines are those of `ssh -G`");
    const auto project = co_await context.load(Context::Needs::nothing_but_hosts);
    auto filter = context.filter();
    Limits limits;
    limits.interrupt = &context.stop.interrupt_of_deploy();
    auto lines = co_await project.ssh_settings(std::move(filter), limits);
    for (auto& line : lines) context.result(text::neutralise(line));
}

awaitable<void> run(Context& context) {
    if (context.asked.on("ssh")) {
        co_await show_ssh(context);
        co_return;
    }
    const auto project = co_await context.load(Context::Needs::no_secrets);
    auto text = context.asked.on("json") ? config_json(project.config()) : config_yaml(project.config());
    text.pop_back();
    context.result(std::move(text));
}

}  // namespace

extern const Verb config_verb;
const Verb config_verb{
    .name = "config",
    .summary = "Show the merged configuration, without secrets",
    .flags = flags,
    .examples =
        "wheels deploy config\n"
        "wheels deploy config -d staging\n"
        "wheels deploy config --json\n"
        "wheels deploy config --ssh -h web-1\n",
    .run = run,
};

}  // namespace wheels::cli
