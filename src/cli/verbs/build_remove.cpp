#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    Words words;
    co_await carry_out(context, verb::BuildRemove(), Context::Needs::nothing_but_hosts, std::move(words));
}

}  // namespace

extern const Verb build_remove_verb;
const Verb build_remove_verb{
    .name = "build remove",
    .summary = "Remove the builder",
    .examples = "wheels deploy build remove\n",
    .run = run,
};

}  // namespace wheels::cli
