#include "cli/context.hpp"
#include "cli/help.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    context.result(version_line());
    co_return;
}

}  // namespace

extern const Verb version_verb;
const Verb version_verb{
    .name = "version",
    .summary = "Show the version of wheels",
    .examples = "wheels deploy version\n",
    .run = run,
};

}  // namespace wheels::cli
