#pragma once

#include <string>
#include <vector>

#include "base/redactor.hpp"
#include "engine/hook_files.hpp"
#include "engine/hook_runner.hpp"

namespace wheels::engine {

/// Dry runs: says which hook would run, with which variables, and under which condition. Everything given
/// must outlive it.
class PlannedHooks final : public HookRunner {
public:
    PlannedHooks(const Config& config, std::string project_root, Sink& sink, const Redactor& redactor)
        : config_(config), files_(config, std::move(project_root), sink), sink_(sink), redactor_(redactor) {}

    std::vector<Problem> check(const std::vector<std::string>& names) const override {
        return files_.check(names);
    }
    bool exists(const std::string& name) const override { return files_.exists(name); }
    awaitable<void> run(commands::HookContext context) override;
    awaitable<void> run_failure_hook(commands::HookContext context) override;
    void needs_no_failure_hook(const commands::HookContext& context) const override;

private:
    void announce(const commands::HookContext& context, std::string condition) const;

    const Config& config_;
    HookFiles files_;
    Sink& sink_;
    const Redactor& redactor_;
};

}  // namespace wheels::engine
