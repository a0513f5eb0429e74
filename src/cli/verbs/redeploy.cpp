#include "cli/verbs/shipping.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    co_await ship(session, DeployRequest::Verb::redeploy);
}

}  // namespace

extern const Verb redeploy_verb;
const Verb redeploy_verb{
    .name = "redeploy",
    .summary = "Deploy without looking after kamal-proxy and without pruning",
    .flags = shipping_flags,
    .run = run,
};

}  // namespace wheels::cli
