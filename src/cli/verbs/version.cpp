#include "wheels/version.hpp"
#include "cli/context.hpp"
#include "cli/help.hpp"
#include "cli/verbs/answers.hpp"
#include "output/answers_json.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    context.result(context.asked.on("json") ? output::version_json(version, kamal_version) : version_line());
    co_return;
}

}  // namespace

extern const Verb version_verb;
const Verb version_verb{
    .name = "version",
    .summary = "Show the version of wheels",
    .flags = json_flags,
    .examples = "wheels deploy version\n",
    .run = run,
};

}  // namespace wheels::cli
