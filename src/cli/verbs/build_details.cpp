#include <utility>

#include "cli/verbs/answers.hpp"
#include "output/answers_json.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    const auto answers = co_await ask_one(context, verb::BuildDetails(), Context::Needs::nothing_but_hosts);
    if (context.dry_run()) co_return;
    if (context.asked.on("json")) {
        context.result(output::answers_json(answers, {}));
        co_return;
    }
    for (const auto& answer : answers) {
        for (auto& line : harmless_lines(answer.text)) context.result(std::move(line));
    }
}

}  // namespace

extern const Verb build_details_verb;
const Verb build_details_verb{
    .name = "build details",
    .summary = "Show the build setup",
    .flags = json_flags,
    .examples = "wheels deploy build details\n",
    .run = run,
};

}  // namespace wheels::cli
