#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wheels/error.hpp"
#include "wheels/report.hpp"

namespace wheels::output {

/// What places answered as one JSON value, and what became of those that did not; its members are in
/// docs/command-line.md. Ends without a newline.
std::string answers_json(const std::vector<Answer>& answers, const std::vector<Failure>& failures);

/// The same of the deploy lock; `answers` is empty when nobody holds it.
std::string lock_json(const std::vector<Answer>& answers);

/// What runs where, and who holds the lock.
std::string status_json(const Status& status, const std::string& service, const std::string& destination);

/// `{"wheels": …, "kamal": …}`
std::string version_json(std::string_view wheels, std::string_view kamal);

}  // namespace wheels::output
