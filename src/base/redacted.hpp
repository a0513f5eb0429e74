#pragma once

#include <string>
#include <vector>

#include "base/redactor.hpp"
#include "wheels/error.hpp"
#include "wheels/report.hpp"

/// What leaves the library, as it may be seen. Inside of it texts are whole: what somebody else said is
/// quoted from beginning to end, because of a secret that was cut nobody would recognise the rest. Here
/// secrets are taken out first, and then what is longer than anybody wants to read is cut. Pure.
namespace wheels {

/// The last lines of what a place said.
std::vector<std::string> redacted_lines(const std::vector<std::string>& lines,
                                        std::size_t shown,
                                        const Redactor& redactor);
Problem redacted(Problem problem, const Redactor& redactor);
Failure redacted(Failure failure, const Redactor& redactor);
Checkup redacted(Checkup checkup, const Redactor& redactor);
Error redacted(const Error& error, const Redactor& redactor);
Report redacted(Report report, const Redactor& redactor);

/// A sentence about the run.
std::string redacted_sentence(const std::string& text, const Redactor& redactor);

}  // namespace wheels
