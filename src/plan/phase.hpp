#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plan/dialogue.hpp"
#include "plan/place.hpp"
#include "plan/run_state.hpp"
#include "wheels/command.hpp"

namespace wheels::plan {

/// While the step is at work, `localhost:port` of `from` leads to the same port of this machine.
struct Forwarding {
    Place from;
    std::uint16_t port = 0;
};

/// What is said to one place.
struct Step {
    Step(Place where, Dialogue<> what, std::optional<Forwarding> with = std::nullopt)
        : place(std::move(where)), dialogue(std::move(what)), forwarding(std::move(with)) {}

    Place place;
    Dialogue<> dialogue;
    std::optional<Forwarding> forwarding;
};
using Steps = std::vector<Step>;

/// One stretch of a run: its steps are taken at once, and all of them have ended before the next phase
/// begins.
struct Phase {
    std::string title;  ///< Empty: not worth a heading of its own.
    std::string hook_before;
    /// Made when the phase begins, from what is known by then. None: the phase has nothing but a hook.
    std::function<Steps(RunState&)> steps;
    std::string hook_after;
    std::vector<std::string> hook_hosts;  ///< What the hooks are told; empty: all hosts in scope.
    std::optional<std::chrono::seconds> pause_after;
    /// Its hook may refuse, and then nothing was deployed: the failure hook does not hear of it.
    bool is_gate = false;
};
using Phases = std::vector<Phase>;

/// A plan is a value: what a run does in which order. The engine carries it out; so does a dry run, with
/// places that only tell what they would do.
struct Plan {
    std::string command;                    ///< As hooks are told: `prune`.
    std::optional<std::string> subcommand;  ///< `all`
    Phases phases;
    bool deploys = false;  ///< Its failure is a deploy's: post-deploy-failure hears of it.
    bool moves_roles =
        false;               ///< It brings roles to a version: a host that fails has failed for those there.
    bool hears_all = false;  ///< A host that fails is left out, and the others go on.
    bool builds = false;     ///< There has to be a Dockerfile.
    bool pages = false;      ///< The hosts get the app's error pages.
    std::vector<const Accessory*> accessories;  ///< Whose files they get.
};

/// A phase that has nothing but a hook.
Phase hook(std::string name);
/// One whose refusal means that nothing was deployed.
Phase gate(std::string name);

/// What of it happens on these hosts; its hooks are told of them.
Phase only_on(std::vector<std::string> hosts, Phase phase);
Phases only_on(const std::vector<std::string>& hosts, Phases phases);

/// A phase with one step, on this machine.
Phase on_this_machine(std::string title, std::function<Dialogue<>(RunState&)> make);

/// The same commands for all of the hosts, in one step each.
Steps on_each(const std::vector<std::string>& hosts, const Sequence& sequence);
/// What `make` says for each of them.
Steps on_each(const std::vector<std::string>& hosts,
              const std::function<Dialogue<>(const std::string& host)>& make);

/// One after the other, at the same place.
Dialogue<> in_turn(std::vector<Dialogue<>> parts);
/// What `make` says for each role of each host: one after the other on a host, or all at once with
/// `boot/parallel_roles`.
Steps on_each_role(const RunState& run,
                   const std::vector<std::string>& hosts,
                   const std::function<Dialogue<>(const std::string& host, const Role& role)>& make);

/// Says the commands, whose answers do not matter.
Dialogue<> say(Sequence sequence);
/// The id that `docker run` answered with; a placeholder where nobody was asked. Throws Error of `host` and
/// `step`.
std::string id_of_started(const ExecResult& answer, const std::string& host, const std::string& step);
/// Best effort: an Error becomes a warning and an empty answer.
Dialogue<std::vector<ExecResult>> attempt(const RunState& run, std::string host, Sequence sequence);

void append(Sequence& to, Sequence more);
void append(Phases& to, Phases more);

}  // namespace wheels::plan
