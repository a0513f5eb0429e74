#pragma once

#include <optional>
#include <string>

#include "cli/invocation.hpp"
#include "cli/stop.hpp"
#include "output/terminal_sink.hpp"
#include "wheels/project.hpp"

namespace wheels::cli {

class TerminalPrompter;

/// What a verb works with: what was asked for, and who is told.
class Context {
public:
    Context(const Invocation& invocation,
            Surroundings around,
            output::Writer& writer,
            output::TerminalSink& told,
            Stop& stopped_by,
            output::Paint progress_paint,
            TerminalPrompter* terminal)
        : asked(invocation),
          surroundings(std::move(around)),
          sink(told),
          stop(stopped_by),
          paint(progress_paint),
          writer_(writer),
          terminal_(terminal) {}

    const Invocation& asked;
    const Surroundings surroundings;
    output::TerminalSink& sink;
    Stop& stop;
    output::Paint paint;  ///< Of the progress.

    bool dry_run() const { return asked.on("dry-run"); }
    bool quiet() const { return asked.on("quiet"); }
    Filter filter() const;
    LockWait lock_wait() const;
    Verbosity verbosity() const;
    /// What the flags of every verb ask of a run.
    Request request(wheels::Verb verb);

    /// Which deploy.yml is meant, by the flags of every verb.
    ProjectOptions project() const;
    /// How much of the project a verb needs (see ProjectOptions).
    enum class Needs {
        everything,
        no_secrets,
        nothing_but_hosts,
        all_but_version,  ///< The version only where there is one.
        to_connect,       ///< What connections and the hook pre-connect need, and the version.
        to_ask,           ///< The same, and the version only where there is one.
        all_secrets,
    };
    /// `version` comes before the one that flags and environment name.
    /// `builds`: the run builds the image (see ProjectOptions).
    awaitable<Project> load(Needs needs,
                            std::optional<std::string> version = std::nullopt,
                            bool builds = false);

    /// Asks whether to go on, unless --confirmed or --dry-run. `warning`: what will be gone, in full
    /// sentences. Throws Error{usage} when there is nobody to ask, Error{command_failed} when the answer is
    /// no.
    awaitable<void> confirm(std::string warning);
    /// `unanswered`, `advice`: what that error says.
    awaitable<void> confirm(std::string warning, std::string unanswered, std::string advice);

    /// What was asked for: to standard output. A newline is added.
    void result(std::string text);
    /// What happens on the way: to standard error, unless --quiet. A newline is added.
    void say(std::string text);

    /// For what is written in other ways.
    output::Writer& writer() { return writer_; }
    /// What the process ends with when nothing went wrong with us: the status of a program that was run.
    int status = 0;

private:
    /// A hook of a run in a playground stays there, too, with the verbs that it runs.
    bool in_playground() const;

    output::Writer& writer_;
    TerminalPrompter* terminal_;  ///< Null: nobody is there.
};

}  // namespace wheels::cli
