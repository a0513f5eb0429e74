#pragma once

#include "async/coroutine.hpp"
#include "cli/stop.hpp"

namespace wheels::cli {

/// Passes SIGINT, SIGTERM and SIGHUP on to a Stop while it lives. A signal that was ignored when the process
/// started (nohup, a background job of a script) stays ignored.
class Signals {
public:
    Signals(asio::io_context& loop, Stop& stop);

private:
    void wait();

    asio::signal_set set_;
    Stop& stop_;
};

}  // namespace wheels::cli
