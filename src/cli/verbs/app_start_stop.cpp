#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> start(Context& context) {
    co_await carry_out(context, verb::AppStart(), Context::Needs::to_connect, "Started the app");
}

awaitable<void> stop(Context& context) {
    co_await carry_out(context, verb::AppStop(), Context::Needs::to_connect, "Stopped the app");
}

}  // namespace

extern const Verb app_start_verb;
const Verb app_start_verb{
    .name = "app start",
    .summary = "Start the containers of a version, and lead the proxy to them",
    .text = "The version is that of --version, else of the project: git's commit.\n",
    .examples = "wheels deploy app start --version v42\n",
    .run = start,
};

extern const Verb app_stop_verb;
const Verb app_stop_verb{
    .name = "app stop",
    .summary = "Take the app from the proxy, and stop its containers",
    .examples = "wheels deploy app stop -r workers\n",
    .run = stop,
};

}  // namespace wheels::cli
