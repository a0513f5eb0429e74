#include "cli/session.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::nothing_but_hosts);
    co_await release_lock(config, session.surroundings, session.sink, session.dry_run());
    if (!session.dry_run()) session.result("Released the deploy lock");
}

}  // namespace

extern const Verb lock_release_verb;
const Verb lock_release_verb{
    .name = "lock release",
    .summary = "Release the deploy lock, whoever holds it",
    .run = run,
};

}  // namespace wheels::cli
