#pragma once

#include <string>

#include "wheels/error.hpp"

namespace wheels {

/// The one place where Failures are made, beside commands::failed_command.
Failure failure(
    ErrorKind kind, std::string host, std::string step, std::string message, std::string hint = {});

/// An Error of one host; `host` is empty for this machine.
Error failed(Failure failure);

/// The Failure in an Error of one host, or one of `host` and `step` from an Error that names no host.
Failure failure_of(const Error& error, const std::string& host, const std::string& step);

}  // namespace wheels
