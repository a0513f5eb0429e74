#include "cli/help.hpp"
#include "cli/session.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    session.result(version_line());
    co_return;
}

}  // namespace

extern const Verb version_verb;
const Verb version_verb{
    .name = "version",
    .summary = "Show the version of wheels",
    .run = run,
};

}  // namespace wheels::cli
