#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands/accessory.hpp"
#include "commands/author.hpp"
#include "commands/listing.hpp"
#include "commands/proxy_files.hpp"
#include "commands/replies.hpp"
#include "plan/barrier.hpp"
#include "plan/canary.hpp"
#include "plan/examination.hpp"
#include "plan/ledger.hpp"
#include "plan/scope.hpp"
#include "plan/status.hpp"
#include "wheels/command.hpp"
#include "wheels/config.hpp"
#include "wheels/console.hpp"
#include "wheels/event.hpp"
#include "wheels/report.hpp"
#include "wheels/request.hpp"

namespace wheels::plan {

/// What time it is, for people and for deadlines.
struct Clock {
    std::function<std::chrono::system_clock::time_point()> now = [] {
        return std::chrono::system_clock::now();
    };
    std::function<std::chrono::steady_clock::time_point()> ticks = [] {
        return std::chrono::steady_clock::now();
    };
};

/// Files and folders of this machine that the run has to do with, read before anything starts.
struct ProjectFiles {
    std::vector<commands::ErrorPage> error_pages;
    std::map<const Accessory*, std::vector<commands::AccessoryUpload>> of_accessories;
    std::string root;             ///< The project's folder, without links on the way.
    std::string git_folder;       ///< The project's, or the one that it lies in, with a `.git`; empty: none.
    std::string clones;           ///< Where clones for building are kept.
    bool has_ssh_config = false;  ///< There is a `~/.ssh/config`, which docker's ssh goes by.
    std::string machine;          ///< The architecture that this program was built for, as docker calls it.
};

/// The deploy lock, as far as this run has to do with it.
struct Lock {
    enum class State {
        not_ours,
        asked,  ///< The host may have given it to us.
        ours,
        kept,  ///< Ours, and to be left when the run ends well.
    };
    State state = State::not_ours;
    std::string details;     ///< What we wrote, or tried to write, into it.
    bool inherited = false;  ///< The run around this one holds it.
    LockWait wait;

    bool may_be_ours() const { return state != State::not_ours; }
    bool is_ours() const { return state == State::ours || state == State::kept; }
};

/// An endpoint that has no input and does not care.
std::unique_ptr<Endpoint> nobody_listens();

/// What a run knows and has done so far. Dialogues read and write it; it outlives them all, and what it
/// refers to outlives it.
struct RunState {
    RunState(const Config& of, Scope where, Author by);
    RunState(const RunState&) = delete;
    RunState& operator=(const RunState&) = delete;

    const Config& config;
    const Scope scope;
    const Author author;
    Clock clock;
    /// As many random hexadecimal digits as asked for.
    std::function<std::string(int digits)> random_hex;
    /// Hears sentences about the run.
    std::function<void(event::Notice)> say = [](const event::Notice&) {};
    /// Our end of a program's streams; `raw`: as they are, unredacted.
    std::function<std::unique_ptr<Endpoint>(const Program&, bool raw)> open = [](const Program&, bool) {
        return nobody_listens();
    };
    ProjectFiles files;
    commands::Listing listing = commands::Listing::table;  ///< How docker's lists are wanted.

    std::map<std::string, replies::HostFacts> facts;     ///< By host; of one that was not asked: unknown.
    std::map<std::string, Served> served;                ///< What their proxies serve, by host.
    std::map<std::string, std::string> first_of_mirror;  ///< Registry mirror -> the host that fills it.
    std::optional<std::string> architecture;             ///< Of this machine's docker, once it was asked.
    std::map<std::string, std::vector<Answer>> answers;  ///< By host.
    Examination examination;                             ///< Of doctor.
    std::vector<Checkup> checkups;                       ///< What follows from it.
    bool proxy_is_used = false;                          ///< A host has other apps, as far as it was asked.
    std::optional<PreviousVersion> previous;             ///< Once it was looked for.
    std::map<std::string, Looked> looked;                ///< What hosts said of themselves, by host.
    Status status;                                       ///< Made from that and the failures,
    bool status_is_known = false;                        ///< once this is set.
    std::vector<std::optional<ProgramEnd>> programs;     ///< In the order of deploy.yml; unset: not ended.
    Lock lock;
    Ledger ledger;
    Barrier barrier;

    /// A line of the host's audit log, written now.
    Command audit(std::string message, const Role* role = nullptr) const;
    void note(const std::string& host, std::string text) const;
    void warn(const std::string& host, std::string text) const;
    void answer(Answer answer);
};

}  // namespace wheels::plan
