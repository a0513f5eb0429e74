#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    Words words;
    words.ending = [](const Config&, const Report&) { return std::string("Docker is there on all hosts"); };
    co_await carry_out(context, verb::Bootstrap(), Context::Needs::to_connect, std::move(words));
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
    .examples =
        "wheels deploy server bootstrap\n"
        "wheels deploy server bootstrap -h 192.0.2.12\n",
    .run = run,
};

extern const Verb bootstrap_verb;
const Verb bootstrap_verb{
    .name = "bootstrap",
    .summary = "Another spelling of server bootstrap",
    .examples = "wheels deploy bootstrap\n",
    .run = run,
};

}  // namespace wheels::cli
