#include "cli/session.hpp"
#include "wheels/build.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::nothing_but_hosts);
    co_await build_create(config, session.surroundings, session.sink, session.dry_run());
}

}  // namespace

extern const Verb build_create_verb;
const Verb build_create_verb{
    .name = "build create",
    .summary = "Make the builder that deploy.yml asks for",
    .run = run,
};

}  // namespace wheels::cli
