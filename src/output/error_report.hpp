#pragma once

#include <string>

#include "output/paint.hpp"
#include "wheels/error.hpp"

namespace wheels::output {

/// An error as a person reads it: one summary line, then what went wrong on every host, with its last lines,
/// and how to mend it. What came from a host is shown with its control characters made visible. Ends with a
/// newline.
std::string error_report(const Error& error, const Paint& paint);

}  // namespace wheels::output
