#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/pipe.hpp"
#include "base/without_signals.hpp"
#include "process/start_process.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace wheels::process {
namespace {

// Where the list is not to be had, all that may be open.
int highest_descriptor() {
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir("/dev/fd"), ::closedir);
    if (!open) return static_cast<int>(::sysconf(_SC_OPEN_MAX)) - 1;
    long highest = STDERR_FILENO;
    while (const auto* entry = ::readdir(open.get()))
        highest = std::max(highest, std::strtol(entry->d_name, nullptr, 10));
    return static_cast<int>(highest);
}

bool give(int descriptor, int as) {
    return descriptor < 0 || ::dup2(descriptor, as) >= 0;
}

// In the child: another thread may have held any lock of the library's while this one forked.
void become(const Start& start, const char* program, const char* directory, int highest, int report) {
    struct sigaction by_default{};
    by_default.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &by_default, nullptr);
    if (start.own_session) ::setsid();
    if (*directory != '\0' && ::chdir(directory) != 0) return;
    if (!give(start.input, STDIN_FILENO) || !give(start.output, STDOUT_FILENO) ||
        !give(start.errors, STDERR_FILENO))
        return;
    for (int each = STDERR_FILENO + 1; each <= highest; ++each) {
        if (each != report) ::close(each);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    environ = const_cast<char**>(start.environment);
    ::execvp(program, start.arguments);
}

}  // namespace

int start_process(const Start& start, pid_t& pid) {
    // It ends when the child has become the program, and has the reason otherwise.
    auto report = make_pipe();
    if (!report) return errno;
    UniqueFd write_end(::fcntl(report.write_end.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (!write_end) return errno;
    report.write_end.reset();
    const int highest = highest_descriptor();
    {
        const WithoutSignals quiet;  // the program's own handlers are not for the child
        pid = ::fork();
        if (pid == 0) {
            become(start, start.program.c_str(), start.directory.c_str(), highest, write_end.get());
            const int why = errno;
            [[maybe_unused]] const auto told = ::write(write_end.get(), &why, sizeof why);
            ::_exit(127);
        }
        if (pid < 0) return errno;
    }
    write_end.reset();
    int why = 0;
    ssize_t count = 0;
    do {
        count = ::read(report.read_end.get(), &why, sizeof why);
    } while (count < 0 && errno == EINTR);
    if (count != static_cast<ssize_t>(sizeof why)) return 0;
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return why;
}

}  // namespace wheels::process
