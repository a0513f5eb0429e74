#include "cli/verbs/shipping.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    co_await ship(session, DeployRequest::Verb::build_pull);
}

}  // namespace

extern const Verb build_pull_verb;
const Verb build_pull_verb{
    .name = "build pull",
    .summary = "Pull the image on the hosts of the app",
    .run = run,
};

}  // namespace wheels::cli
