#include "base/text.hpp"
#include "cli/session.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::nothing_but_hosts);
    const auto details = co_await lock_status(config, session.surroundings, session.sink, session.dry_run());
    if (session.dry_run()) co_return;
    if (!details) {
        session.result("There is no deploy lock");
        co_return;
    }
    for (const auto& line : text::lines(text::trim(*details))) session.result(text::neutralise(line));
}

}  // namespace

extern const Verb lock_status_verb;
const Verb lock_status_verb{
    .name = "lock status",
    .summary = "Show who holds the deploy lock",
    .run = run,
};

}  // namespace wheels::cli
