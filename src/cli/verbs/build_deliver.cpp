#include "cli/verbs/shipping.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    co_await ship(session, DeployRequest::Verb::build_deliver);
}

}  // namespace

extern const Verb build_deliver_verb;
const Verb build_deliver_verb{
    .name = "build deliver",
    .summary = "Build and push the image, and pull it on the hosts",
    .flags = build_flags,
    .run = run,
};

}  // namespace wheels::cli
