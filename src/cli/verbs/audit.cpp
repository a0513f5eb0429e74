#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    co_await ask(context, verb::Audit(), Context::Needs::to_ask);
}

}  // namespace

extern const Verb audit_verb;
const Verb audit_verb{
    .name = "audit",
    .summary = "Show the last lines of every host's audit log",
    .flags = json_flags,
    .examples =
        "wheels deploy audit\n"
        "wheels deploy audit --primary\n",
    .run = run,
};

}  // namespace wheels::cli
