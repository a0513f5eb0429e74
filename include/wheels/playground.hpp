#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/export.hpp"
#include "wheels/surroundings.hpp"

/// Rehearsals: a container for each host of deploy.yml, on this machine and through its Docker. A run goes
/// there when `ProjectOptions::playground` is set. docs/playground.md has the rest.
///
/// A project has one playground for each folder, configuration file and destination. All that is known of it
/// is in Docker (labels), so nothing here keeps a file. Functions throw Error{process} where Docker is
/// missing or refuses, Error{usage} and Error{config} as Project::load(); they are cancellable, tell the
/// sinks of the surroundings what they do, and the surroundings must outlive them.
namespace wheels {

struct WHEELS_API PlaygroundOptions {
    PlaygroundOptions();

    /// What the image of the hosts is built from: a Debian or Ubuntu. Unset: what the one that is up was
    /// built from, else debian:12. Error{usage} where one is up that was built from another.
    std::optional<std::string> base;
};

enum class Fault {
    power,    ///< The host is off. Its disk stays.
    network,  ///< The cable is out: packets vanish.
    docker,   ///< Docker does not run; containers do.
    disk,     ///< Docker has no room to pull an image.
};
/// The word for it, `power`; nothing for a word that is none.
WHEELS_API std::optional<Fault> fault_named(std::string_view word);
WHEELS_API std::string_view to_string(Fault fault);

/// What stands for a host.
struct PlaygroundHost {
    std::string host;       ///< As in deploy.yml.
    std::string container;  ///< For `docker exec` and `docker logs`.
    bool running = false;
    std::uint16_t ssh_port = 0;     ///< Of 127.0.0.1.
    std::uint16_t http_port = 0;    ///< Of 127.0.0.1; 0: no proxy runs there.
    std::vector<std::string> urls;  ///< What deploy.yml serves there, for this machine.
    std::vector<Fault> broken;      ///< What playground_break() has done to it.
};

struct PlaygroundState {
    std::uint16_t registry_port = 0;  ///< Of 127.0.0.1; 0: it is not up.
    std::vector<PlaygroundHost> hosts;
};

/// Brings up what is missing of it, and returns when sshd and Docker answer everywhere. When it cannot, or is
/// cancelled, all that this call began is removed before it throws.
WHEELS_API awaitable<PlaygroundState> playground_up(ProjectOptions project,
                                                    PlaygroundOptions options,
                                                    const Surroundings& surroundings);

/// What there is of it. Hosts that are not up have no container.
WHEELS_API awaitable<PlaygroundState> playground_state(ProjectOptions project,
                                                       const Surroundings& surroundings);

/// What playground_down() has removed, and what there is still.
struct PlaygroundRemoval {
    std::size_t containers = 0;
    std::size_t others = 0;  ///< Volumes and networks.
    /// The folders of projects whose playgrounds are there still.
    std::vector<std::string> elsewhere;
};

/// Removes containers, volumes, networks, and what deploys have tagged in this machine's Docker for it. Reads
/// no deploy.yml. `all`: of every project.
WHEELS_API awaitable<PlaygroundRemoval> playground_down(ProjectOptions project,
                                                        bool all,
                                                        const Surroundings& surroundings);

/// Puts an image of this machine's Docker into the playground's registry, as this version of the app; it is
/// pulled where Docker does not have it. An empty `image`: that of deploy.yml, from its own registry.
WHEELS_API awaitable<void> playground_image(ProjectOptions project,
                                            std::string version,
                                            std::string image,
                                            const Surroundings& surroundings);

/// `host`: as in deploy.yml. Error{usage} for one that is not up.
WHEELS_API awaitable<void> playground_break(ProjectOptions project,
                                            std::string host,
                                            Fault fault,
                                            const Surroundings& surroundings);
/// Undoes all of that, and returns when the host answers again.
WHEELS_API awaitable<void> playground_mend(ProjectOptions project,
                                           std::string host,
                                           const Surroundings& surroundings);

/// What a line of a script has come to.
struct RehearsalStep {
    enum class Outcome { passed, failed, skipped };

    std::size_t line = 0;  ///< Of the script; 0: bringing it up, and taking it down.
    std::string text;      ///< As the script has it, without what is around it.
    Outcome outcome = Outcome::skipped;
    std::string problem;  ///< What was expected, and what happened.
    std::string output;   ///< The last of what the command said. Untrusted text.
    std::chrono::milliseconds took{};
};

struct WHEELS_API Rehearsal {
    std::string script;  ///< How its file is called.
    std::vector<RehearsalStep> steps;
    bool interrupted = false;

    bool passed() const;
    /// For CI: JUnit's XML, a test case for each step.
    std::string junit() const;
};

struct WHEELS_API RehearsalOptions {
    RehearsalOptions();

    std::string script;  ///< Path of the file, relative to the project root or absolute.
    /// The command `wheels`, which is run for the deploys of the script as a person would.
    std::string program;
    /// Hears the words behind `wheels deploy` of each command of the script before anything is brought up,
    /// and throws an Error for those that are a mistake; may be empty.
    std::function<void(const std::vector<std::string>& words)> check;
    PlaygroundOptions playground;
    std::function<void(const RehearsalStep&)> on_step;  ///< Hears each step when it has ended; may be empty.
};

/// Brings a playground up, does what the script says, and takes it down again, come what may. A step that
/// fails does not end it. Throws Error{config} with all mistakes of the script before anything is brought up,
/// Error{usage} where the project's playground is up already. A cancellation ends the script; the
/// rehearsal so far is returned then, with the rest as skipped.
WHEELS_API awaitable<Rehearsal> rehearse(ProjectOptions project,
                                         RehearsalOptions options,
                                         const Surroundings& surroundings);

}  // namespace wheels
