#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    co_await ask(context, verb::Details(), Context::Needs::to_ask);
}

}  // namespace

extern const Verb details_verb;
const Verb details_verb{
    .name = "details",
    .summary = "Show the containers of proxy and app on every host",
    .flags = json_flags,
    .examples =
        "wheels deploy details\n"
        "wheels deploy details -r web -q\n",
    .run = run,
};

}  // namespace wheels::cli
