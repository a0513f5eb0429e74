#include <utility>

#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    co_await ask(context, verb::ProxyDetails(), Context::Needs::to_ask);
}

}  // namespace

extern const Verb proxy_details_verb;
const Verb proxy_details_verb{
    .name = "proxy details",
    .summary = "Show the container of the proxy",
    .flags = json_flags,
    .examples = "wheels deploy proxy details\n",
    .run = run,
};

}  // namespace wheels::cli
