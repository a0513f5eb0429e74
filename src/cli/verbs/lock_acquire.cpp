#include <array>

#include "cli/session.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    Flag{"message", 'm', Flag::Kind::text, "TEXT", "Why (needed): shown to everybody who meets the lock", {}},
};

awaitable<void> run(Session& session) {
    auto message = session.asked.value("message");
    if (!message) {
        throw Error(ErrorKind::usage, "lock acquire needs --message",
                    "Say why: `wheels deploy lock acquire -m 'database maintenance'`.");
    }
    const auto config = co_await session.load(Session::Needs::no_secrets);
    co_await acquire_lock(std::move(*message), config, session.surroundings, session.sink, session.dry_run());
    if (!session.dry_run()) session.result("Acquired the deploy lock");
}

}  // namespace

extern const Verb lock_acquire_verb;
const Verb lock_acquire_verb{
    .name = "lock acquire",
    .summary = "Take the deploy lock, so that nobody can deploy",
    .flags = flags,
    .run = run,
};

}  // namespace wheels::cli
