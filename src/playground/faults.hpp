#pragma once

#include <string>

#include "playground/docker.hpp"
#include "playground/members.hpp"
#include "wheels/playground.hpp"

namespace wheels::playground {

/// Breaks a host in this way. Throws Error{process}.
awaitable<void> break_host(Docker& docker, Member host, Fault fault);

/// Undoes all that break_host() has done, and returns when the host answers. Throws Error{process}.
awaitable<void> mend_host(Docker& docker, Member host);

}  // namespace wheels::playground
