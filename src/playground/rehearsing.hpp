#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "playground/docker.hpp"
#include "playground/members.hpp"
#include "playground/script.hpp"
#include "wheels/playground.hpp"
#include "wheels/process_runner.hpp"

namespace wheels::playground {

/// What the steps of a script are done with. Everything outlives the work.
struct Stage {
    Stage(Docker& with_docker,
          ProcessRunner& with_processes,
          const Config& with_config,
          const Surroundings& with_surroundings,
          Sink& told)
        : docker(with_docker),
          processes(with_processes),
          config(with_config),
          surroundings(with_surroundings),
          sink(told) {}

    Docker& docker;
    ProcessRunner& processes;
    const Config& config;  ///< As deploy.yml has it.
    const Surroundings& surroundings;
    Sink& sink;
    std::string id;
    std::vector<std::string> command;  ///< `wheels deploy --playground -d staging`; words of a step follow.
};

/// Does the steps of a script, one after the other.
class Rehearsing {
public:
    explicit Rehearsing(Stage& stage) : stage_(stage) {}

    /// What the step has come to. Throws operation_aborted, and nothing else.
    awaitable<RehearsalStep> perform(script::Step step);

private:
    /// Throw a Miss for what was not as expected.
    awaitable<void> act(script::Image image, RehearsalStep& done);
    awaitable<void> act(script::Command command, RehearsalStep& done);
    awaitable<void> act(script::Expectation wanted, RehearsalStep& done);
    awaitable<void> act(script::Break wanted, RehearsalStep& done);
    awaitable<void> act(script::Mend wanted, RehearsalStep& done);
    awaitable<void> act(script::Pause pause, RehearsalStep& done);

    awaitable<int> run(std::vector<std::string> words, std::string& output);
    awaitable<void> run_and_tell(std::vector<std::string> words,
                                 std::string& output,
                                 int& status,
                                 bool& ended);
    awaitable<std::vector<Member>> serving(std::string host_of_url, std::optional<std::string> only);
    std::string name_for(const script::Url& url, const std::string& host) const;

    Stage& stage_;
    std::set<std::string> unreachable_;  ///< Hosts that are off, or have no network.
};

}  // namespace wheels::playground
