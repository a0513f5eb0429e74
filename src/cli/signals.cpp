#include "cli/signals.hpp"

#include <signal.h>

namespace wheels::cli {
namespace {

bool is_ignored(int number) {
    struct sigaction current{};
    return ::sigaction(number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

}  // namespace

Signals::Signals(asio::io_context& loop, Stop& stop) : set_(loop), stop_(stop) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        if (!is_ignored(number)) set_.add(number);
    }
    wait();
}

void Signals::wait() {
    set_.async_wait([this](const asio::error_code& ended, int number) {
        if (ended) return;
        stop_.request(number == SIGINT ? ErrorKind::interrupted_int : ErrorKind::interrupted_term);
        wait();
    });
}

}  // namespace wheels::cli
