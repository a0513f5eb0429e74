#include "cli/verbs/shipping.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    co_await ship(session, DeployRequest::Verb::build_push);
}

}  // namespace

extern const Verb build_push_verb;
const Verb build_push_verb{
    .name = "build push",
    .summary = "Build the image and push it",
    .flags = build_flags,
    .run = run,
};

}  // namespace wheels::cli
