#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    Words words;
    co_await carry_out(context, verb::BuildCreate(), Context::Needs::nothing_but_hosts, std::move(words));
}

}  // namespace

extern const Verb build_create_verb;
const Verb build_create_verb{
    .name = "build create",
    .summary = "Make the builder that deploy.yml asks for",
    .examples = "wheels deploy build create\n",
    .run = run,
};

}  // namespace wheels::cli
