#pragma once

#include <string>
#include <vector>

#include "base/environment.hpp"
#include "wheels/connector.hpp"
#include "wheels/process_runner.hpp"

namespace wheels {

/// This machine as a place: every command is a `/bin/sh -c` of its own, in the project's folder and with the
/// caller's environment unless the command says otherwise. `processes` must outlive it.
///
/// Cancellation, and a command's deadline: SIGTERM to its process group, SIGKILL after 5 seconds. It stays
/// alive after that.
class LocalRunner final : public Runner {
public:
    LocalRunner(ProcessRunner& processes, std::string project_root, Environment environment);

    awaitable<std::vector<ExecResult>> run(Sequence sequence, CommandObserver& observer) override;
    /// The child gets no input and no terminal, and waits for nobody: what it writes is heard as it comes.
    awaitable<ExecResult> talk(Command command, Endpoint& endpoint, CommandObserver& observer) override;
    bool alive() const override { return true; }
    awaitable<void> close() override;

private:
    ChildSpec child(const Command& command) const;
    awaitable<ExecResult> run_one(const Command& command, CommandObserver& observer);

    ProcessRunner& processes_;
    std::string project_root_;
    Environment environment_;
};

}  // namespace wheels
