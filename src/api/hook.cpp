#include "api/hook.hpp"

#include <fmt/format.h>

#include <chrono>

#include "api/author.hpp"
#include "base/date_time.hpp"
#include "base/environment.hpp"
#include "base/redacted.hpp"
#include "base/text.hpp"
#include "engine/hooks.hpp"
#include "engine/redacting_sink.hpp"
#include "plan/scope.hpp"
#include "process/child_runner.hpp"
#include "wheels/clock.hpp"

namespace wheels::api {
namespace {

commands::HookContext context_of(const HookRequest& request,
                                 const Config& config,
                                 const Surroundings& surroundings,
                                 const Author& author) {
    const auto* clock = surroundings.clock;
    commands::HookContext context;
    context.hook = request.name;
    context.version = config.version;
    context.hosts = plan::scope_of(config, request.filter).hosts;
    context.performer = author.name.empty() ? variable(surroundings.environment, "USER") : author.name;
    context.destination = config.destination.value_or("");
    context.recorded_at = iso8601(clock != nullptr ? clock->now() : std::chrono::system_clock::now());
    context.service = config.service;
    context.command = request.command;
    return context;
}

}  // namespace

awaitable<bool> run_hook(HookRequest request,
                         const Config& config,
                         const Surroundings& surroundings,
                         Sink& sink) {
    if (request.name.empty() || request.name.find('/') != std::string::npos)
        throw Error(ErrorKind::usage, fmt::format("`{}` is no name of a hook", text::one_line(request.name)),
                    "It is that of a file in .kamal/hooks, `pre-deploy` for one.");
    const Redactor redactor(config.sensitive());
    engine::RedactingSink clean(sink, redactor);
    try {
        ChildRunner real;
        auto& processes = surroundings.processes != nullptr ? *surroundings.processes : real;
        engine::Hooks hooks(config, surroundings.project_root, surroundings.environment, processes, clean,
                            redactor, Verbosity::normal);
        auto problems = hooks.check({request.name});
        if (!problems.empty()) throw Error(std::move(problems));
        if (!hooks.exists(request.name)) co_return false;
        auto author = co_await find_author(surroundings, processes);
        auto context = context_of(request, config, surroundings, author);
        co_await hooks.run(std::move(context));
    } catch (const Error& error) {
        throw redacted(error, redactor);
    }
    co_return true;
}

}  // namespace wheels::api
