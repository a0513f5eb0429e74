#pragma once

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "wheels/export.hpp"
#include "wheels/secret.hpp"
#include "wheels/settings.hpp"

namespace wheels {

class Clock;
class Connector;
class ProcessRunner;
class Prompter;
class Sink;

/// What the engine is given by the program around it. Nothing here is found out by the library: it touches no
/// signal, no terminal, no working directory and no environment of the process.
///
/// Pointers: whatever they lead to must outlive every call that uses it, and is called on the thread of that
/// call.
struct WHEELS_API Surroundings {
    Surroundings();

    std::string project_root;  ///< Absolute; hooks run here. `config/` and `.kamal/` are below it.
    std::map<std::string, std::string> environment;  ///< For interpolation, secrets commands and hooks.
    std::string home;  ///< `$HOME`: `~` in key paths, `.ssh/known_hosts`, `.ssh/config`. Empty: nobody's.
    std::string user;  ///< Login name, for a remote builder whose address names nobody; empty: `$USER`.

    std::vector<Sink*> sinks;      ///< Hear what happens, one after the other, in this order; null: nobody.
    Prompter* prompter = nullptr;  ///< Asks for passphrases and unknown hosts; null: the answer is no.
    /// Somebody sits at the terminal of this process: commands of secrets files and the programs of vaults
    /// get its standard input and error output and its process group, so that they can ask for a password.
    /// Else they are told nothing, and have a session of their own.
    bool lends_terminal = false;

    /// Connects to the hosts, and to the machine that builds, in place of SSH; then no file of ssh is read.
    Connector* connector = nullptr;
    /// Starts hooks, git, docker of this machine and the commands of secrets files, in place of the real
    /// thing.
    ProcessRunner* processes = nullptr;
    Clock* clock = nullptr;  ///< In place of that of the system.
};
static_assert(!std::is_aggregate_v<Surroundings>);

/// Those of a command that is run in `directory`, which may be relative: environment, home and login name of
/// this process, as they are now; no sinks, no prompter. Throws Error{usage} where the working directory is
/// gone. Not while another thread changes the environment.
WHEELS_API Surroundings surroundings_of_this_process(const std::string& directory = ".");

/// Which deploy.yml, read how.
struct WHEELS_API ProjectOptions {
    ProjectOptions();

    std::string config_file = "config/deploy.yml";  ///< Relative to the project root, or absolute.
    /// In place of the file: the same keys and the same rules. `destination` is a name only, then.
    std::optional<Settings> settings;
    /// In place of the secrets files.
    std::optional<std::map<std::string, Secret>> secrets;
    std::optional<std::string> destination;  ///< Merges deploy.DESTINATION.yml.
    std::optional<std::string> version;      ///< Else `$VERSION`, else the git commit.
    /// False: the secrets files are read only if `${VAR}` asks for them, and runs that give secrets to hosts
    /// are refused (Error{usage}), but in plans and dry runs.
    bool needs_secrets = true;
    /// What a run needs that only connects and asks: the secrets of `ssh/key_data` and those that hooks are
    /// given, where there is one that gets them; with `needs_secrets` false.
    bool to_connect = false;
    bool skip_hooks = false;   ///< Runs run no hooks.
    bool all_secrets = false;  ///< The secrets files are read even if nothing asks for a secret.
    enum class Version {
        needed,  ///< Without one nothing is loaded.
        wanted,  ///< Config::version stays empty where there is none; a run that needs one is given its own.
        unused,  ///< Git is not asked.
    };
    Version version_is = Version::wanted;
    bool builds = false;  ///< Runs build the image: `builder` has to be there now, a dirty tree shows.
    /// For runs in the project's playground (wheels/playground.hpp) and nowhere else; by SSH. Throws
    /// Error{usage} when it is not up.
    bool playground = false;
};
static_assert(!std::is_aggregate_v<ProjectOptions>);

}  // namespace wheels
