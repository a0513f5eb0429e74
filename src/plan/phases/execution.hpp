#pragma once

#include "plan/phase.hpp"
#include "wheels/request.hpp"

/// Commands of the user in containers and on hosts (Kamal 2.12: cli/app.rb, cli/accessory.rb, cli/server.rb).
namespace wheels::plan {

/// Where they run, and what has to be there first. The ends of the programs are noted in RunState::programs.
/// Throw Error{usage} when the request makes no sense for the configuration.
Phases execute_in_app(const RunState& run, const verb::AppExec& exec);
Phases execute_in_accessory(const RunState& run, const verb::AccessoryExec& exec);
Phases execute_on_hosts(const RunState& run, const verb::ServerExec& exec);

/// Throws Error{usage}, with the names that there are.
const Accessory& accessory_named(const Config& config, const std::string& name);

/// A program of the run, with our end of it.
class Listened {
public:
    /// In the order in which they are made.
    Listened(RunState& run, Program program, bool raw);

    Endpoint& endpoint() { return *endpoint_; }
    /// It ended like this, unless nobody was asked.
    void note(const ExecResult& result);

private:
    RunState* run_;
    Program program_;
    std::unique_ptr<Endpoint> endpoint_;
    std::size_t index_;
};

}  // namespace wheels::plan
