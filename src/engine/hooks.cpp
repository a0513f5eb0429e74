#include "engine/hooks.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/signal_name.hpp"
#include "engine/hook_output.hpp"

namespace wheels::engine {
namespace {

std::string outcome(const ChildResult& result, const std::optional<std::chrono::seconds>& timeout) {
    if (result.timed_out)
        return fmt::format("timed out after {} s", timeout.value_or(std::chrono::seconds(0)).count());
    if (result.signal)
        return fmt::format("killed by signal {} ({})", *result.signal, signal_name(*result.signal));
    return result.status == 0 ? std::string() : fmt::format("exited with code {}", result.status);
}

}  // namespace

Hooks::Hooks(const Config& config,
             std::string project_root,
             Environment environment,
             ProcessRunner& processes,
             Sink& sink,
             const Redactor& redactor,
             Verbosity verbosity)
    : config_(config),
      files_(config, std::move(project_root), sink),
      environment_(std::move(environment)),
      processes_(processes),
      sink_(sink),
      redactor_(redactor),
      verbosity_(verbosity) {}

bool Hooks::shows(const std::string& name) const {
    if (verbosity_ == Verbosity::quiet) return false;
    if (verbosity_ == Verbosity::verbose) return true;
    return config_.hooks.output_for(name) != HookOutputMode::quiet;
}

ChildSpec Hooks::child(const commands::HookContext& context) const {
    ChildSpec spec(std::vector<std::string>{files_.file(context.hook)});
    spec.directory = files_.project_root();
    spec.environment =
        environment_block(commands::hook_environment(context, environment_, config_, redactor_));
    if (config_.hooks.timeout) spec.timeout = *config_.hooks.timeout;
    return spec;
}

awaitable<std::string> Hooks::outcome_of(commands::HookContext context) {
    auto on = co_await this_coro::executor;
    sink_.on_event(event::HookStarted{context.hook});
    HookOutput output(context.hook, shows(context.hook), sink_, redactor_, on);
    std::string wrong;
    std::exception_ptr stopped;
    try {
        auto spec = child(context);
        ByteHandler take = [&output](std::string_view bytes) { output.take(bytes); };
        const auto result = co_await processes_.run(std::move(spec), std::move(take));
        output.finish(result.timed_out || result.signal.has_value());
        wrong = outcome(result, config_.hooks.timeout);
        if (!wrong.empty()) output.reveal();
        sink_.on_event(event::HookFinished{context.hook, result.status, result.took});
    } catch (const Error& error) {
        wrong = "failed: " + error.message();
    } catch (...) {
        stopped = std::current_exception();
    }
    output.finish(true);
    if (stopped) std::rethrow_exception(stopped);
    co_return wrong;
}

awaitable<void> Hooks::run(commands::HookContext context) {
    const auto name = context.hook;
    const auto wrong = co_await outcome_of(std::move(context));
    if (!wrong.empty()) throw Error(ErrorKind::hook_failed, fmt::format("Hook {} {}", name, wrong));
}

awaitable<void> Hooks::run_failure_hook(commands::HookContext context) {
    if (!files_.exists(failure_hook)) co_return;
    const auto name = context.hook;
    auto wrong = files_.unusable(failure_hook).value_or("");
    if (wrong.empty()) wrong = co_await outcome_of(std::move(context));
    if (!wrong.empty())
        say(name, fmt::format("Hook {} {} (ignored — surfacing the original deploy error)", name, wrong));
}

void Hooks::say(const std::string& hook, const std::string& line) const {
    sink_.on_event(event::HookOutput{hook, redactor_.redact(line), true, true});
}

}  // namespace wheels::engine
