#include <utility>

#include "cli/verbs/answers.hpp"
#include "output/answers_json.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    const auto answers = co_await ask_one(context, verb::LockStatus(), Context::Needs::to_ask);
    if (context.dry_run()) co_return;
    if (context.asked.on("json")) {
        context.result(output::lock_json(answers));
        co_return;
    }
    if (answers.empty()) context.result("There is no deploy lock");
    for (const auto& answer : answers) {
        for (auto& line : harmless_lines(answer.text)) context.result(std::move(line));
    }
}

}  // namespace

extern const Verb lock_status_verb;
const Verb lock_status_verb{
    .name = "lock status",
    .summary = "Show who holds the deploy lock",
    .flags = json_flags,
    .examples =
        "wheels deploy lock status\n"
        "wheels deploy lock status --json\n",
    .run = run,
};

}  // namespace wheels::cli
