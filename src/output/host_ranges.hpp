#pragma once

#include <string>
#include <vector>

namespace wheels::output {

/// Names of hosts that differ in their last number alone are told together: `web-01`, `web-02`, `web-04`,
/// `db`
/// -> `web-[01-02,04], db`. Numbers of different widths stay apart where one of them begins with a zero.
std::string host_ranges(const std::vector<std::string>& hosts);

}  // namespace wheels::output
