#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "output/paint.hpp"
#include "wheels/status.hpp"

namespace wheels::output {

/// The status as a table for people, line by line: a row for each role on each host, then who holds the
/// deploy lock, and which versions run where there are several. Ages are those of `status.at`. `width`: no
/// line is wider; unset: as wide as they are.
std::vector<std::string> status_table(const Status& status,
                                      std::optional<std::size_t> width,
                                      const Paint& paint);

}  // namespace wheels::output
