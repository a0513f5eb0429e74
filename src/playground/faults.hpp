#pragma once

#include <map>
#include <string>
#include <vector>

#include "playground/docker.hpp"
#include "playground/members.hpp"
#include "wheels/playground.hpp"

namespace wheels::playground {

/// Breaks a host in this way. Throws Error{process}.
awaitable<void> break_host(Docker& docker, Member host, Fault fault);

/// What has been done to each of the hosts, by its name.
awaitable<std::map<std::string, std::vector<Fault>>> faults_of(Docker& docker, std::vector<Member> hosts);

/// Undoes all that break_host() has done, and returns when the host answers. Throws Error{process}.
awaitable<void> mend_host(Docker& docker, Member host);

}  // namespace wheels::playground
