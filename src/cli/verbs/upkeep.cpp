#include "cli/verbs/upkeep.hpp"

#include <utility>

namespace wheels::cli {

awaitable<void> keep_up(Session& session, DeployRequest::Verb verb, std::string done) {
    const auto config = co_await session.load(Session::Needs::no_secrets);
    DeployRequest request;
    request.verb = verb;
    request.filter = session.filter();
    if (const auto retain = session.asked.count("retain")) request.retain = *retain;
    if (request.retain && *request.retain < 1)
        throw Error(ErrorKind::usage, "--retain must be at least 1: the serving container is kept anyway");
    request.skip_hooks = session.asked.on("skip-hooks");
    request.verbosity = session.verbosity();
    request.dry_run = session.dry_run();
    request.lock_wait = session.lock_wait();
    request.interrupt = &session.stop.interrupt_of_deploy();
    co_await deploy(std::move(request), config, session.surroundings, session.sink);
    if (session.dry_run()) done = "Nothing was run: this was a dry run.";
    session.say(std::move(done));
}

}  // namespace wheels::cli
