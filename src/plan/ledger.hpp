#pragma once

#include <string>
#include <vector>

#include "plan/scope.hpp"
#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/report.hpp"

namespace wheels::plan {

/// A container that this run started and that does not serve, or only in part.
struct Leftover {
    std::string host;
    const Role* role = nullptr;
    bool shares = false;  ///< It may have a share of the requests.
};

/// How far a run has come with every host and role. It is written as things happen, so that it is true also
/// when the run breaks off in the middle: the report, the error and the failure path are made from it.
class Ledger {
public:
    explicit Ledger(const Scope& scope);

    /// The run does nothing to roles: whatever fails, they stay untouched.
    void keep_roles_untouched() { moves_roles_ = false; }

    /// The host has the image.
    void pulled(const std::string& host);
    /// What will be replaced: the container that serves now.
    void replaces(const std::string& host, const Role& role, std::string version, std::string id);
    /// From now on there may be a new container.
    void starting(const std::string& host, const Role& role);
    void started(const std::string& host, const Role& role, std::string id);
    /// From now on the proxy knows it, and may give it a share of the requests; then that it has one, for
    /// good.
    void sharing(const std::string& host, const Role& role);
    void shares(const std::string& host, const Role& role);
    /// From now on nobody knows which container serves, until the proxy has answered.
    void switching(const std::string& host, const Role& role);
    void switched(const std::string& host, const Role& role);
    void old_stopped(const std::string& host, const Role& role);

    /// The role stopped there, and the old container serves.
    void failed(const std::string& host, const Role& role, const std::string& step);
    /// The host was lost, or the run cut off, while the role was at work.
    void broke_off(const std::string& host, const Role& role, const std::string& step);
    /// The new container of a role that failed is stopped.
    void new_one_stopped(const std::string& host, const Role& role);

    /// A host went wrong. Roles that had not begun there are counted as failed, unless one of the host's
    /// stands for the failure already.
    void failed(Failure failure);

    /// New containers that may run, and serve nobody: the failure path stops them.
    std::vector<Leftover> leftovers() const;
    const std::vector<RoleOutcome>& roles() const { return outcomes_; }
    /// In the order in which they happened.
    const std::vector<Failure>& failures() const { return failures_; }
    bool has_failed(const std::string& host) const;
    /// Of all failures, in the order of `hosts`: the first one decides what kind of error it is.
    Error error(const std::vector<std::string>& hosts) const;

private:
    /// What only the failure path wants to know.
    struct Traces {
        const Role* role = nullptr;
        bool new_one_may_run = false;
        bool in_switch = false;
        bool shares = false;
    };
    struct Entry {
        RoleOutcome& outcome;
        Traces& traces;
    };

    Entry entry(const std::string& host, const Role& role);

    std::vector<RoleOutcome> outcomes_;
    std::vector<Traces> traces_;  ///< Of the outcome with the same index.
    std::vector<Failure> failures_;
    bool moves_roles_ = true;
};

}  // namespace wheels::plan
