#include "plan/phases/registry.hpp"

#include <utility>

#include "commands/failed_command.hpp"
#include "commands/registry.hpp"

namespace wheels::plan {
namespace {

Dialogue<> remove_it(RunState& run) {
    const auto command = commands::remove_local_registry();
    const auto answer = co_await tell(command);
    if (!answer.answered || answer.succeeded()) co_return;
    // There may have been nothing to do; for any other reason it was not done.
    const auto why = commands::failed_command({}, command, answer);
    if (!replies::no_such_container(answer.out + answer.err)) throw why;
    run.warn({}, why.message());
}

}  // namespace

Sequence login_commands(const Registry& registry) {
    if (!commands::needs_login(registry)) return {};
    return {commands::registry_login(registry)};
}

Sequence logout_commands(const Registry& registry) {
    if (!commands::needs_login(registry)) return {};
    return {commands::registry_logout(registry)};
}

Phase log_in_here() {
    return on_this_machine("Log in to the registry on this machine", [](RunState& run) {
        return say({commands::registry_login(run.config.registry)});
    });
}

Phase log_out_here() {
    return on_this_machine("Log out of the registry on this machine", [](RunState& run) {
        return say({commands::registry_logout(run.config.registry)});
    });
}

Phase start_registry() {
    return on_this_machine("Start the registry of this machine", [](RunState& run) {
        return say({commands::start_local_registry(run.config.registry)});
    });
}

Phase remove_registry() {
    return on_this_machine("Remove the registry of this machine",
                           [](RunState& run) { return remove_it(run); });
}

Phase log_in_on_hosts() {
    Phase phase;
    phase.title = "Log in to the registry on the hosts";
    phase.steps = [](RunState& run) { return on_each(run.scope.hosts, login_commands(run.config.registry)); };
    return phase;
}

Phase log_out_on_hosts() {
    Phase phase;
    phase.title = "Log out of the registry on the hosts";
    phase.steps = [](RunState& run) {
        return on_each(run.scope.hosts, logout_commands(run.config.registry));
    };
    return phase;
}

}  // namespace wheels::plan
