#include "cli/verbs/shipping.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    co_await ship(session, DeployRequest::Verb::setup);
}

}  // namespace

extern const Verb setup_verb;
const Verb setup_verb{
    .name = "setup",
    .summary = "Install Docker where it is missing, boot the accessories, and deploy",
    .flags = shipping_flags,
    .text =
        "For hosts that are new. What is there already stays: Docker, a proxy, an accessory's container.\n",
    .run = run,
};

}  // namespace wheels::cli
