#pragma once

#include <string>
#include <vector>

#include "output/paint.hpp"
#include "wheels/checkup.hpp"

/// What doctor found, for people and for scripts. Pure.
namespace wheels::output {

/// A line for each place with what is there, unless `only_findings`; one for each finding, with its remedy in
/// the next one; and how many there are.
std::string checkup_report(const std::vector<Checkup>& checkups, bool only_findings, const Paint& paint);

/// As docs/command-line.md has it; one line.
std::string checkup_json(const std::vector<Checkup>& checkups);

}  // namespace wheels::output
