#include "cli/context.hpp"
#include "wheels/documentation.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    const auto config = co_await context.load(Context::Needs::no_secrets);
    auto text = config_yaml(config);
    text.pop_back();
    context.result(std::move(text));
}

}  // namespace

extern const Verb config_verb;
const Verb config_verb{
    .name = "config",
    .summary = "Show the merged configuration as YAML, without secrets",
    .examples =
        "wheels deploy config\n"
        "wheels deploy config -d staging\n",
    .run = run,
};

}  // namespace wheels::cli
