#include "cli/verbs/shipping.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    co_await ship(session, DeployRequest::Verb::deploy);
}

}  // namespace

extern const Verb deploy_verb;
const Verb deploy_verb{
    .name = "deploy",
    .summary = "Ship the app to its servers (also without a verb)",
    .flags = shipping_flags,
    .text =
        "Builds and pushes the image, pulls it on all hosts, starts kamal-proxy where it is missing, boots "
        "the new\n"
        "containers, switches to them when they are healthy, and stops the old ones. docs/deploy-flow.md "
        "tells it step\n"
        "by step.\n",
    .run = run,
};

}  // namespace wheels::cli
