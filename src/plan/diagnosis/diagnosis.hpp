#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "plan/examination.hpp"
#include "plan/scope.hpp"
#include "wheels/checkup.hpp"
#include "wheels/config.hpp"

/// What follows from an examination: facts in, findings out. Pure.
namespace wheels::plan {

using Findings = std::vector<Finding>;

/// Of this machine and all hosts in scope, in the order of deploy.yml. None after a dry run.
std::vector<Checkup> judge(const Examination& examination, const Config& config, const Scope& scope);

// Of this machine.
Findings judge_tools(const HereExam& here, const Config& config);
Findings judge_hooks(const HereExam& here);

// Of a machine, whatever runs there.
Findings judge_way(const HostExam& exam);
Findings judge_clock(const HostExam& exam);
Findings judge_memory(const replies::Memory& memory);
Findings judge_disk(const replies::Disk& disk, const std::string& folder);
Findings judge_docker(const replies::Docker& docker, const Config& config, const std::string& host);
Findings judge_login(const Login& login);

// Of the app there.
Findings judge_architecture(const replies::Docker& docker, const Config& config);
/// Ports that kamal-proxy has, or will want, there.
std::vector<std::uint16_t> wanted_ports(const HostExam& exam, const Config& config, const std::string& host);
Findings judge_ports(const HostExam& exam, const Config& config, const std::string& host);
Findings judge_proxy(const HostExam& exam, const Config& config, const Scope& scope, const std::string& host);
Findings judge_lock(const HostExam& exam, const Config& config, const std::string& host);
/// Containers that do not do what they are for.
Findings judge_containers(const HostExam& exam,
                          const Config& config,
                          const Scope& scope,
                          const std::string& host);
/// Traces of what broke off.
Findings judge_leftovers(const HostExam& exam, const Config& config);

/// Whether a deploy seems to be at work: it explains much of what else would be a leftover.
bool is_deploying(const Examination& examination, const Config& config);

}  // namespace wheels::plan
