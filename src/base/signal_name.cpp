#include "base/signal_name.hpp"

#include <signal.h>

#include <algorithm>
#include <array>
#include <utility>

namespace wheels {
namespace {

// glibc and the BSDs know the names, each by a function that the others do not have.
constexpr std::array names{
    std::pair{SIGABRT, "SIGABRT"}, std::pair{SIGALRM, "SIGALRM"}, std::pair{SIGBUS, "SIGBUS"},
    std::pair{SIGCHLD, "SIGCHLD"}, std::pair{SIGCONT, "SIGCONT"}, std::pair{SIGFPE, "SIGFPE"},
    std::pair{SIGHUP, "SIGHUP"},   std::pair{SIGILL, "SIGILL"},   std::pair{SIGINT, "SIGINT"},
    std::pair{SIGKILL, "SIGKILL"}, std::pair{SIGPIPE, "SIGPIPE"}, std::pair{SIGQUIT, "SIGQUIT"},
    std::pair{SIGSEGV, "SIGSEGV"}, std::pair{SIGSTOP, "SIGSTOP"}, std::pair{SIGSYS, "SIGSYS"},
    std::pair{SIGTERM, "SIGTERM"}, std::pair{SIGTRAP, "SIGTRAP"}, std::pair{SIGTSTP, "SIGTSTP"},
    std::pair{SIGTTIN, "SIGTTIN"}, std::pair{SIGTTOU, "SIGTTOU"}, std::pair{SIGURG, "SIGURG"},
    std::pair{SIGUSR1, "SIGUSR1"}, std::pair{SIGUSR2, "SIGUSR2"}, std::pair{SIGVTALRM, "SIGVTALRM"},
    std::pair{SIGXCPU, "SIGXCPU"}, std::pair{SIGXFSZ, "SIGXFSZ"},
};

}  // namespace

std::string signal_name(int number) {
    const auto* found =
        std::find_if(names.begin(), names.end(), [&](const auto& each) { return each.first == number; });
    return found == names.end() ? std::to_string(number) : found->second;
}

}  // namespace wheels
