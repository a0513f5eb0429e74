#include "engine/hooks.hpp"

#include <fmt/format.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <utility>

#include "base/shell.hpp"
#include "engine/hook_output.hpp"

namespace wheels::engine {
namespace {

constexpr const char* failure_hook = "post-deploy-failure";

std::string signal_name(int number) {
    const char* name = ::sigabbrev_np(number);
    return name == nullptr ? std::to_string(number) : fmt::format("SIG{}", name);
}

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
             std::map<std::string, std::string> environment,
             ProcessRunner& processes,
             Sink& sink,
             const Redactor& redactor,
             DeployRequest::Verbosity verbosity)
    : config_(config),
      project_root_(std::move(project_root)),
      environment_(std::move(environment)),
      processes_(processes),
      sink_(sink),
      redactor_(redactor),
      verbosity_(verbosity) {}

std::string Hooks::file(const std::string& name) const {
    return config_.hooks.path + "/" + name;
}

std::string Hooks::path(const std::string& name) const {
    const auto relative = file(name);
    return relative.front() == '/' ? relative : project_root_ + "/" + relative;
}

// A link to nothing is somebody's hook that would be missed, and so is one that may not be looked at.
bool Hooks::exists(const std::string& name) const {
    struct stat status{};
    return ::lstat(path(name).c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

// Why the hook's file cannot be run, and how to mend it.
std::optional<std::string> Hooks::unusable(const std::string& name) const {
    if (!exists(name)) return std::nullopt;
    struct stat status{};
    if (::stat(path(name).c_str(), &status) != 0) {
        return errno == ENOENT ? "is a link to a file that is not there"
                               : fmt::format("cannot be looked at: {}", ::strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) return "is a directory, not a hook";
    if (!S_ISREG(status.st_mode)) return "is not a file";
    if (::access(path(name).c_str(), X_OK) != 0)
        return fmt::format("is not executable; run `chmod +x {}`", shell::quote(file(name)));
    return std::nullopt;
}

std::vector<Problem> Hooks::check(const std::vector<std::string>& names) const {
    std::vector<Problem> problems;
    for (const auto& name : names) {
        if (auto why = unusable(name)) {
            Problem problem;
            problem.file = file(name);
            problem.text = *why;
            problems.push_back(std::move(problem));
        }
    }
    if (const auto why = unusable(failure_hook)) {
        sink_.on_event(event::Notice{event::Notice::Level::warning, {}, file(failure_hook) + ": " + *why});
    }
    return problems;
}

bool Hooks::shows(const std::string& name) const {
    if (verbosity_ == DeployRequest::Verbosity::quiet) return false;
    if (verbosity_ == DeployRequest::Verbosity::verbose) return true;
    return config_.hooks.output_for(name) != HookOutputMode::quiet;
}

ChildSpec Hooks::child(const commands::HookContext& context) const {
    ChildSpec spec(std::vector<std::string>{file(context.hook)});
    spec.directory = project_root_;
    std::vector<std::string> block;
    for (const auto& [name, value] : commands::hook_environment(context, environment_, config_, redactor_)) {
        block.push_back(name + "=" + value);
    }
    spec.environment = std::move(block);
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
        output.finish();
        wrong = outcome(result, config_.hooks.timeout);
        if (!wrong.empty()) output.reveal();
        sink_.on_event(event::HookFinished{context.hook, result.status, result.took});
    } catch (const Error& error) {
        wrong = "failed: " + error.message();
    } catch (...) {
        stopped = std::current_exception();
    }
    output.finish();
    if (stopped) std::rethrow_exception(stopped);
    co_return wrong;
}

awaitable<void> Hooks::run(commands::HookContext context) {
    const auto name = context.hook;
    const auto wrong = co_await outcome_of(std::move(context));
    if (!wrong.empty()) throw Error(ErrorKind::hook_failed, fmt::format("Hook {} {}", name, wrong));
}

awaitable<void> Hooks::run_failure_hook(commands::HookContext context) {
    if (!exists(failure_hook)) co_return;
    const auto name = context.hook;
    auto wrong = unusable(failure_hook).value_or("");
    if (wrong.empty()) wrong = co_await outcome_of(std::move(context));
    if (!wrong.empty())
        say(name, fmt::format("Hook {} {} (ignored — surfacing the original deploy error)", name, wrong));
}

void Hooks::say(const std::string& hook, std::string line) const {
    sink_.on_event(event::HookOutput{hook, std::move(line), true, true});
}

void Hooks::announce(const commands::HookContext& context, std::string condition) const {
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
        event::Planned{"local", line + " " + shell::quote(file(context.hook)), std::move(condition)});
}

}  // namespace wheels::engine
