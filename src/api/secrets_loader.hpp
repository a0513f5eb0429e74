#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "config/findings.hpp"
#include "config/secret_values.hpp"
#include "config/secrets_resolution.hpp"
#include "secrets/vaults.hpp"
#include "wheels/process_runner.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// The secrets files of a project. They are read when it is made; their commands run when they are asked for.
class SecretsLoader {
public:
    /// `path` is `secrets_path` of deploy.yml. Everything given must outlive it.
    SecretsLoader(const std::string& path,
                  const std::optional<std::string>& destination,
                  const Surroundings& surroundings,
                  ProcessRunner& processes);

    /// These values, in place of the files.
    SecretsLoader(const std::map<std::string, Secret>& values,
                  const Surroundings& surroundings,
                  ProcessRunner& processes);

    /// What is wrong with the files as they stand.
    const config::Findings& findings() const { return findings_; }
    bool assigns(const std::string& name) const { return resolution_->assigns(name); }

    /// Runs the commands, those that do not need each other at once; `kamal secrets …` and `wheels deploy
    /// secrets …` run inside this process. Throws Error{config} that names file and line of a command that
    /// failed; its text and what it printed are not shown.
    awaitable<config::SecretValues> load();

    /// Every value that came to light so far, also when load() has failed.
    std::vector<Secret> known() const;

private:
    struct Answer {
        std::size_t id = 0;
        std::string text;
    };

    awaitable<void> run(config::CommandRequest request, Answer& answer);
    awaitable<bool> run_inside(const config::CommandRequest& request, std::string& answer);
    awaitable<std::string> run_in_shell(config::CommandRequest request);

    std::optional<std::string> destination_;
    const Surroundings& surroundings_;
    ProcessRunner& processes_;
    std::vector<std::string> files_;
    std::vector<std::string> looked_for_;
    std::vector<Secret> printed_;  ///< By commands.
    config::Findings findings_;
    std::optional<config::SecretsResolution> resolution_;
    std::optional<secrets::Vaults> vaults_;
};

}  // namespace wheels::api
