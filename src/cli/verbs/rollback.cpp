#include "cli/verbs/shipping.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    co_await ship(session, DeployRequest::Verb::rollback);
}

}  // namespace

extern const Verb rollback_verb;
const Verb rollback_verb{
    .name = "rollback",
    .summary = "Go back to a version that the hosts still have",
    .arguments = "VERSION",
    .least = 1,
    .most = 1,
    .text = "Asks every host for a container of the version first, and changes nothing when one has none.\n",
    .run = run,
};

}  // namespace wheels::cli
