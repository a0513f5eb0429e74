#include <array>
#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    Flag{"message", 'm', Flag::Kind::text, "TEXT", "Why (needed): shown to everybody who meets the lock", {}},
};

awaitable<void> run(Context& context) {
    auto message = context.asked.value("message");
    if (!message) {
        throw Error(ErrorKind::usage, "lock acquire needs --message",
                    "Say why: `wheels deploy lock acquire -m 'database maintenance'`.");
    }
    verb::LockAcquire acquire;
    acquire.message = std::move(*message);
    Words words;
    co_await carry_out(context, acquire, Context::Needs::to_connect, std::move(words));
    if (!context.dry_run()) context.result("Acquired the deploy lock");
}

}  // namespace

extern const Verb lock_acquire_verb;
const Verb lock_acquire_verb{
    .name = "lock acquire",
    .summary = "Take the deploy lock, so that nobody can deploy",
    .flags = flags,
    .examples = "wheels deploy lock acquire -m 'database maintenance'\n",
    .run = run,
};

}  // namespace wheels::cli
