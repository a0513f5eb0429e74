#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

inline constexpr const char* failure_hook = "post-deploy-failure";

/// The files of the user's hooks, and whether they can be run. Everything given must outlive it.
class HookFiles {
public:
    HookFiles(const Config& config, std::string project_root, Sink& sink)
        : config_(config), project_root_(std::move(project_root)), sink_(sink) {}

    /// See HookRunner.
    std::vector<Problem> check(const std::vector<std::string>& names) const;
    bool exists(const std::string& name) const;

    /// Why the hook's file cannot be run, and how to mend it.
    std::optional<std::string> unusable(const std::string& name) const;
    /// As the user writes it: relative to the project root, unless `hooks_path` is absolute.
    std::string file(const std::string& name) const { return config_.hooks.path + "/" + name; }
    const std::string& project_root() const { return project_root_; }

private:
    std::string path(const std::string& name) const;

    const Config& config_;
    std::string project_root_;
    Sink& sink_;
};

}  // namespace wheels::engine
