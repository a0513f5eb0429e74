#include "cli/session.hpp"
#include "wheels/build.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::nothing_but_hosts);
    co_await build_remove(config, session.surroundings, session.sink, session.dry_run());
}

}  // namespace

extern const Verb build_remove_verb;
const Verb build_remove_verb{
    .name = "build remove",
    .summary = "Remove the builder",
    .run = run,
};

}  // namespace wheels::cli
