#include "cli/verbs/shipping.hpp"
#include "wheels/build.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    DevBuild request;
    if (const auto output = session.asked.value("output")) request.output = *output;
    request.no_cache = session.asked.on("no-cache");
    const auto config = co_await session.load(Session::Needs::everything, std::nullopt, true);
    co_await build_dev(request, config, session.surroundings, session.sink, session.dry_run());
}

}  // namespace

extern const Verb build_dev_verb;
const Verb build_dev_verb{
    .name = "build dev",
    .summary = "Build what lies here, and keep it on this machine as VERSION-dirty",
    .flags = build_flags,
    .run = run,
};

}  // namespace wheels::cli
