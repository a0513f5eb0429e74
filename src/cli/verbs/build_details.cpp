#include "base/text.hpp"
#include "cli/session.hpp"
#include "wheels/build.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::nothing_but_hosts);
    const auto details =
        co_await build_details(config, session.surroundings, session.sink, session.dry_run());
    if (session.dry_run()) co_return;
    for (const auto& line : text::lines(text::trim(details))) session.result(text::neutralise(line));
}

}  // namespace

extern const Verb build_details_verb;
const Verb build_details_verb{
    .name = "build details",
    .summary = "Show the build setup",
    .run = run,
};

}  // namespace wheels::cli
