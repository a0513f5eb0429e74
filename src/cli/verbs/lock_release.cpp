#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    Words words;
    co_await carry_out(context, verb::LockRelease(), Context::Needs::to_ask, std::move(words));
    if (!context.dry_run()) context.result("Released the deploy lock");
}

}  // namespace

extern const Verb lock_release_verb;
const Verb lock_release_verb{
    .name = "lock release",
    .summary = "Release the deploy lock, whoever holds it",
    .examples = "wheels deploy lock release\n",
    .run = run,
};

}  // namespace wheels::cli
