#include <utility>

#include "cli/verbs/host_texts.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    const auto config = co_await session.load(Session::Needs::nothing_but_hosts);
    auto filter = session.filter();
    auto texts =
        co_await audit(std::move(filter), config, session.surroundings, session.sink, session.dry_run());
    show(session, texts);
}

}  // namespace

extern const Verb audit_verb;
const Verb audit_verb{
    .name = "audit",
    .summary = "Show the last lines of every host's audit log",
    .run = run,
};

}  // namespace wheels::cli
