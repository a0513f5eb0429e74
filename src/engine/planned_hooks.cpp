#include "engine/planned_hooks.hpp"

#include <utility>

#include "base/shell.hpp"

namespace wheels::engine {

awaitable<void> PlannedHooks::run(commands::HookContext context) {
    announce(context, {});
    co_return;
}

awaitable<void> PlannedHooks::run_failure_hook(commands::HookContext) {
    co_return;
}

void PlannedHooks::needs_no_failure_hook(const commands::HookContext& context) const {
    if (files_.exists(context.hook)) announce(context, "if the deploy fails");
}

void PlannedHooks::announce(const commands::HookContext& context, std::string condition) const {
    std::string line = "env";
    for (const auto& [name, value] : commands::hook_variables(context, config_, redactor_)) {
        if (name == "KAMAL_RUNTIME") {
            line += " " + name + "=<seconds>";
        } else if (name == "KAMAL_ERROR") {
            line += " " + name + "=<error message>";
        } else {
            const bool secret = config_.secrets.count(name) != 0;
            line += " " + name + "=" + (secret ? "[REDACTED]" : shell::quote(value));
        }
    }
    sink_.on_event(
        event::Planned{"local", line + " " + shell::quote(files_.file(context.hook)), std::move(condition)});
}

}  // namespace wheels::engine
