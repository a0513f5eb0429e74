#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "wheels/checkup.hpp"
#include "wheels/console.hpp"
#include "wheels/error.hpp"
#include "wheels/export.hpp"
#include "wheels/status.hpp"

namespace wheels {

/// What came of one role on one host, up to the moment at which the run ended.
struct RoleOutcome {
    enum class State {
        untouched,    ///< Nothing was done for it.
        pulled,       ///< The host has the image; nothing of the role was changed.
        started,      ///< A new container was started, or may have been. The old one serves.
        shares,       ///< A new container has a share of the requests, as a canary. The old one serves.
        switched,     ///< The new container serves. The old one is not known to be stopped.
        old_stopped,  ///< And the old one, if there was one, is stopped.
        failed,       ///< It stopped at `failed_step`; the old container, if there was one, serves.
        unknown,      ///< The host was lost in mid-switch: nobody knows which container serves.
    };

    std::string host;
    std::string role;
    State state = State::untouched;
    std::string failed_step;        ///< With `failed` and `unknown`: what was being done.
    std::optional<std::string> id;  ///< Of the new container, 12 hexadecimal digits; once Docker told it.
    std::optional<std::string> old_version;  ///< The one that was serving before; set once it was found.
    std::optional<std::string> old_id;       ///< Its container.
};

/// The state as a stable identifier, e.g. "old_stopped".
WHEELS_API std::string_view to_string(RoleOutcome::State state);

/// What one place answered, for the verbs that ask.
struct Answer {
    enum class Kind {
        text,
        app_version,  ///< Empty: none runs.
        lock,         ///< The details of the deploy lock, as Kamal writes them.
        containers,   ///< As docker lists them.
        images,
    };

    Answer() = default;
    Answer(std::string from, std::string called, std::string said, Kind what = Kind::text)
        : host(std::move(from)), title(std::move(called)), kind(what), text(std::move(said)) {}

    std::string host;       ///< `local` for this machine.
    std::string title;      ///< E.g. "Proxy Host", "App Host"; empty when there is one kind only.
    std::string role;       ///< That it is about; may be empty.
    std::string accessory;  ///< The same.
    Kind kind = Kind::text;
    /// Containers and images: docker's table, or one JSON object a line when Request::json was set.
    std::string text;
};
static_assert(!std::is_aggregate_v<Answer>);

/// The version that a rollback goes back to when nobody names one.
struct PreviousVersion {
    /// What serves now.
    struct Serving {
        std::string host;
        std::string role;
        std::string version;
    };

    std::string version;
    std::chrono::system_clock::time_point made;  ///< Its newest container.
    std::vector<Serving> serving;  ///< In the order of deploy.yml; nothing where no container runs.
    /// Versions between the two that are not everywhere: a sentence each, which names the hosts.
    std::vector<std::string> passed_over;
};

/// How a run went. There is one also when it failed (see RunError).
struct Report {
    std::string version;
    std::vector<std::string> hosts;      ///< Of the app, after filters, in the order of deploy.yml.
    std::vector<std::string> all_hosts;  ///< Those of accessories too.
    std::vector<RoleOutcome> roles;      ///< Of every host and role in scope, in the order of deploy.yml.
    std::vector<Failure> failures;       ///< Of hosts, in the order in which they happened.
    std::vector<ProgramEnd> programs;    ///< Those that ended, in the order of deploy.yml.
    std::vector<Answer> answers;         ///< By host, in the order of deploy.yml; of dry runs: none.
    std::vector<Checkup> checkups;       ///< This machine's, then by host, in the order of deploy.yml.
    std::optional<PreviousVersion> previous;  ///< Of verb::FindPrevious.
    std::optional<Status> status;             ///< Of verb::Status; also when hosts could not be asked.
    std::chrono::milliseconds took{};
};

/// What run() throws: the original error, and how far the run had come by then. It shares the report when it
/// is copied.
class WHEELS_API RunError : public Error {
public:
    RunError(const Error& error, Report report)
        : Error(error), report_(std::make_shared<const Report>(std::move(report))) {}

    const Report& report() const { return *report_; }

private:
    std::shared_ptr<const Report> report_;
};

}  // namespace wheels
