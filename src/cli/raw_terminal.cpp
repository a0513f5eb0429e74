#include "cli/raw_terminal.hpp"

#include <signal.h>

#include <array>

namespace wheels::cli {
namespace {

// What dies of a bug, and who is told to leave a core behind.
constexpr std::array deadly{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGQUIT, SIGALRM, SIGXCPU};

struct Saved {
    volatile sig_atomic_t fd = -1;
    termios before{};
};
Saved saved;  // a signal handler finds nothing else

extern "C" void die_tidily(int number) {
    RawTerminal::give_back();
    ::raise(number);  // the handler was reset: now it is deadly
}

bool is_default(int number) {
    struct sigaction current{};
    return ::sigaction(number, nullptr, &current) == 0 && (current.sa_flags & SA_SIGINFO) == 0 &&
           current.sa_handler == SIG_DFL;
}

}  // namespace

RawTerminal::RawTerminal(int fd) {
    if (saved.fd >= 0 || ::tcgetattr(fd, &saved.before) != 0) return;
    for (const int number : deadly) {
        if (!is_default(number)) continue;  // a sanitizer's
        struct sigaction action{};
        action.sa_handler = die_tidily;
        action.sa_flags = SA_RESETHAND | SA_NODEFER;
        ::sigaction(number, &action, nullptr);
    }
    saved.fd = fd;
    auto raw = saved.before;
    ::cfmakeraw(&raw);
    ::tcsetattr(fd, TCSADRAIN, &raw);
}

RawTerminal::~RawTerminal() {
    give_back();
    for (const int number : deadly) {
        struct sigaction current{};
        if (::sigaction(number, nullptr, &current) == 0 && current.sa_handler == die_tidily)
            ::signal(number, SIG_DFL);
    }
}

void RawTerminal::give_back() noexcept {
    const int fd = saved.fd;
    if (fd < 0) return;
    saved.fd = -1;
    ::tcsetattr(fd, TCSANOW, &saved.before);
}

}  // namespace wheels::cli
