#pragma once

#include <string>

namespace wheels {

/// What a program answered that was run on one host.
struct HostResult {
    std::string host;
    int status = 0;   ///< Exit status; 128 + signal when a signal ended it.
    std::string out;  ///< What it wrote, redacted; the first megabyte of each.
    std::string err;
    std::string trouble;  ///< Why nobody knows how it ended, or why it was not started; then `status` is -1.
};

}  // namespace wheels
