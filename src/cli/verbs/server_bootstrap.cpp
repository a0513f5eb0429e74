#include "cli/verbs/upkeep.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Session& session) {
    std::string done = "Docker is there on all hosts";
    co_await keep_up(session, DeployRequest::Verb::server_bootstrap, std::move(done));
}

}  // namespace

extern const Verb server_bootstrap_verb;
const Verb server_bootstrap_verb{
    .name = "server bootstrap",
    .summary = "Install Docker where it is missing",
    .text =
        "With the script of get.docker.com, if the user is root or has sudo without a password. Then the "
        "hook "
        "docker-setup runs.\n",
    .run = run,
};

}  // namespace wheels::cli
