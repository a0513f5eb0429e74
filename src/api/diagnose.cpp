#include <exception>
#include <optional>
#include <utility>

#include "api/everybody.hpp"
#include "api/interruptible.hpp"
#include "api/load_config.hpp"
#include "api/run.hpp"
#include "base/text.hpp"
#include "plan/diagnosis/words.hpp"
#include "wheels/doctor.hpp"

namespace wheels {
namespace {

Finding error_about(std::string check, std::string text, std::string remedy) {
    return {Finding::Severity::error, std::move(check), text::one_line(text), text::one_line(remedy)};
}

Finding finding_of(const Problem& problem) {
    const bool of_secrets = problem.file.find("secrets") != std::string::npos;
    auto at = problem.file;
    if (problem.line > 0) at += " line " + std::to_string(problem.line);
    auto remedy = at.empty() ? std::string("Correct it.") : "Correct " + at + ".";
    return error_about(of_secrets ? "secrets" : "configuration", problem.to_string(), std::move(remedy));
}

/// What an error that stopped everything says about the project; `check` where it does not say itself.
std::vector<Finding> findings_of(const Error& error, const std::string& check) {
    std::vector<Finding> findings;
    for (const auto& problem : error.problems()) findings.push_back(finding_of(problem));
    for (const auto& failure : error.failures())
        findings.push_back(error_about(check, failure.message, failure.hint));
    if (findings.empty()) findings.push_back(error_about(check, error.message(), error.hint()));
    for (auto& finding : findings) {
        finding.remedy = finding.remedy.empty() ? "Mend that first, and look again."
                                                : plan::as_sentence(std::move(finding.remedy));
    }
    return findings;
}

bool is_interruption(const Error& error) {
    return error.kind() == ErrorKind::cancelled || error.kind() == ErrorKind::interrupted_int ||
           error.kind() == ErrorKind::interrupted_term;
}

/// Keeps warnings about the configuration, which are findings, too.
class Collector final : public Sink {
public:
    explicit Collector(Sink& next) : next_(next) {}

    void on_event(const Event& event) noexcept override {
        const auto* notice = std::get_if<event::Notice>(&event);
        if (notice == nullptr || notice->level != event::Notice::Level::warning) return next_.on_event(event);
        try {
            warnings.push_back({Finding::Severity::warning, "configuration", text::one_line(notice->text),
                                "Look it up: `wheels deploy docs configuration`."});
        } catch (const std::exception&) {
            next_.on_event(event);
        }
    }

    std::vector<Finding> warnings;

private:
    Sink& next_;
};

/// Reads as much of a project as can be had: what is wrong with it must not hide what else is wrong.
class Reading {
public:
    Reading(ProjectOptions options, const Surroundings& surroundings, Sink& sink)
        : options_(std::move(options)), surroundings_(surroundings), sink_(sink) {}

    /// Throws Error{usage}, and operation_aborted.
    awaitable<void> read() {
        options_.version_is = ProjectOptions::Version::wanted;
        options_.to_connect = true;
        options_.needs_secrets = true;
        co_await attempt();
        has_secrets = config.has_value();
        // Hosts can be asked without what the app or a registry is given, and perhaps without all secrets.
        if (!config) {
            options_.needs_secrets = false;
            co_await attempt();
        }
        if (!config) {
            options_.to_connect = false;
            options_.version_is = ProjectOptions::Version::unused;
            co_await attempt();
        }
    }

    std::optional<Config> config;
    bool has_secrets = false;
    std::vector<Finding> findings;

private:
    awaitable<void> attempt() {
        Collector collector(sink_);
        std::optional<Error> wrong;
        try {
            auto options = options_;
            config = co_await api::load_config(std::move(options), surroundings_, collector);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::usage || is_interruption(error)) throw;
            wrong = error;
        }
        // The first attempt wants most, so it has found all that there is to find.
        if (wrong && findings.empty()) findings = findings_of(*wrong, "configuration");
        findings.insert(findings.end(), collector.warnings.begin(), collector.warnings.end());
    }

    ProjectOptions options_;
    const Surroundings& surroundings_;
    Sink& sink_;
};

/// What became of one run.
struct Attempt {
    std::optional<Report> report;
    std::vector<Finding> findings;
    bool without_hooks = false;  ///< Another one may go further when it runs no hooks.
};

awaitable<Attempt> attempt(Request request,
                           const Config& config,
                           const Surroundings& surroundings,
                           Sink& sink) {
    Attempt attempt;
    try {
        auto report = co_await api::run(std::move(request), config, surroundings, sink);
        attempt.report = std::move(report);
    } catch (const RunError& error) {
        if (is_interruption(error)) throw;
        attempt.without_hooks = error.kind() == ErrorKind::hook_failed;
        attempt.findings = findings_of(error, attempt.without_hooks ? "hooks" : "configuration");
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::usage) throw;
        // Of files of hooks, mostly.
        attempt.without_hooks = true;
        attempt.findings = findings_of(error, "configuration");
    }
    co_return attempt;
}

void add(std::vector<Finding>& to, const std::vector<Finding>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

awaitable<std::vector<Checkup>> diagnose(ProjectOptions project,
                                         Request request,
                                         const Surroundings& around) {
    auto surroundings = around;
    if (project.playground) surroundings.environment["WHEELS_PLAYGROUND"] = "1";
    api::Everybody sink(surroundings.sinks);
    project.skip_hooks = request.skip_hooks;
    Reading reading(std::move(project), surroundings, sink);
    Interrupt interrupt;
    const api::PassedOn passed_on(request.interrupt, interrupt);
    request.interrupt = &interrupt;
    auto work = reading.read();
    co_await api::interruptible(std::move(work), interrupt);
    std::vector<Checkup> checkups;
    auto& project_findings = reading.findings;
    if (reading.config) {
        verb::Doctor doctor;
        doctor.tries_accounts = reading.has_secrets;
        request.verb = doctor;
        auto first = request;
        auto done = co_await attempt(std::move(first), *reading.config, surroundings, sink);
        add(project_findings, done.findings);
        if (!done.report && done.without_hooks && !request.skip_hooks) {
            request.skip_hooks = true;
            done = co_await attempt(std::move(request), *reading.config, surroundings, sink);
        }
        if (done.report) checkups = std::move(done.report->checkups);
    }
    if (project_findings.empty()) co_return checkups;
    if (checkups.empty()) checkups.push_back({"local", {}, {}});
    auto& here = checkups.front().findings;
    here.insert(here.begin(), project_findings.begin(), project_findings.end());
    co_return checkups;
}

}  // namespace wheels
