#include <utility>

#include "cli/context.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    const auto project = co_await context.load(Context::Needs::all_secrets);
    const auto& config = project.config();
    for (const auto& name : config.secret_names) {
        auto line = name + "=" + config.secrets.at(name).reveal();
        if (line.ends_with('\n')) line.pop_back();  // Ruby's puts adds none to one that is there
        context.result(std::move(line));
    }
}

}  // namespace

extern const Verb secrets_print_verb;
const Verb secrets_print_verb{
    .name = "secrets print",
    .summary = "Show the secrets of this project, for looking into them",
    .examples = "wheels deploy secrets print -d staging\n",
    .run = run,
};

extern const Verb print_secrets_verb;
const Verb print_secrets_verb{
    .name = "print-secrets",
    .summary = "The same as secrets print",
    .examples = "wheels deploy print-secrets\n",
    .run = run,
};

}  // namespace wheels::cli
