#include "cli/verbs/answers.hpp"
#include "wheels/documentation.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    const auto config = co_await context.load(Context::Needs::no_secrets);
    auto text = context.asked.on("json") ? config_json(config) : config_yaml(config);
    text.pop_back();
    context.result(std::move(text));
}

}  // namespace

extern const Verb config_verb;
const Verb config_verb{
    .name = "config",
    .summary = "Show the merged configuration as YAML, without secrets",
    .flags = json_flags,
    .examples =
        "wheels deploy config\n"
        "wheels deploy config -d staging\n"
        "wheels deploy config --json\n",
    .run = run,
};

}  // namespace wheels::cli
