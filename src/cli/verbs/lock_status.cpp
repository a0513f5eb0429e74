#include <utility>

#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    auto lines = co_await ask_one(context, verb::LockStatus(), Context::Needs::to_ask);
    if (context.dry_run()) co_return;
    if (lines.empty()) lines.emplace_back("There is no deploy lock");
    for (auto& line : lines) context.result(std::move(line));
}

}  // namespace

extern const Verb lock_status_verb;
const Verb lock_status_verb{
    .name = "lock status",
    .summary = "Show who holds the deploy lock",
    .examples = "wheels deploy lock status\n",
    .run = run,
};

}  // namespace wheels::cli
