#include <utility>

#include "cli/verbs/host_texts.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::nothing_but_hosts);
    auto filter = session.filter();
    auto texts =
        co_await details(std::move(filter), config, session.surroundings, session.sink, session.dry_run());
    show(session, texts);
}

}  // namespace

extern const Verb details_verb;
const Verb details_verb{
    .name = "details",
    .summary = "Show the containers of proxy and app on every host",
    .run = run,
};

}  // namespace wheels::cli
