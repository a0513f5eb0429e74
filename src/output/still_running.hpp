#pragma once

#include <map>
#include <string>
#include <utility>

#include "wheels/event.hpp"

namespace wheels::output {

/// Knows which commands run on which hosts, and says so when nothing else was said for a while. Pure: its
/// time is the number of ticks, one a second.
class StillRunning {
public:
    void hear(const Event& event);
    /// Something was shown: the silence begins anew.
    void told() { silent_ = 0; }
    /// A second has passed. A line to show after 10 seconds of silence, and after every 30 more; else empty.
    std::string tick();

private:
    std::string sentence() const;

    using HostAndCommand = std::pair<std::string, std::string>;
    std::map<HostAndCommand, int> running_;  // since which tick
    bool hook_runs_ = false;                 // it may be in the middle of a line
    int now_ = 0;
    int silent_ = 0;
};

}  // namespace wheels::output
