#pragma once

#include <cstdio>
#include <string>

namespace kamal_proxy {

/// One line on standard output, which says whose it is.
inline void log(const std::string& text) {
    std::fputs(("kamal-proxy stand-in: " + text + "\n").c_str(), stdout);
    std::fflush(stdout);
}

}  // namespace kamal_proxy
