#pragma once

#include <string>
#include <vector>

#include "base/environment.hpp"
#include "base/redactor.hpp"
#include "engine/hook_files.hpp"
#include "engine/hook_runner.hpp"
#include "wheels/config.hpp"
#include "wheels/event.hpp"
#include "wheels/process_runner.hpp"
#include "wheels/request.hpp"

namespace wheels::engine {

/// Runs the user's hooks on this machine, as docs/hooks.md promises. Everything given must outlive it.
class Hooks final : public HookRunner {
public:
    Hooks(const Config& config,
          std::string project_root,
          Environment environment,
          ProcessRunner& processes,
          Sink& sink,
          const Redactor& redactor,
          Verbosity verbosity);

    std::vector<Problem> check(const std::vector<std::string>& names) const override {
        return files_.check(names);
    }
    bool exists(const std::string& name) const override { return files_.exists(name); }
    awaitable<void> run(commands::HookContext context) override;
    awaitable<void> run_failure_hook(commands::HookContext context) override;
    void needs_no_failure_hook(const commands::HookContext&) const override {}

private:
    /// Empty when the hook succeeded; else what went wrong, as in "exited with code 3".
    awaitable<std::string> outcome_of(commands::HookContext context);
    bool shows(const std::string& name) const;
    ChildSpec child(const commands::HookContext& context) const;
    void say(const std::string& hook, const std::string& line) const;

    const Config& config_;
    HookFiles files_;
    Environment environment_;
    ProcessRunner& processes_;
    Sink& sink_;
    const Redactor& redactor_;
    Verbosity verbosity_;
};

}  // namespace wheels::engine
