#include "process/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/pipe.hpp"
#include "base/text.hpp"
#include "process/exit_watch.hpp"
#include "process/memory_file.hpp"
#include "process/start_failure.hpp"
#include "process/start_process.hpp"
#include "wheels/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace wheels::process {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> list;
    list.reserve(words.size() + 1);
    for (const auto& word : words) list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    return list;
}

[[noreturn]] void fail(const std::string& what) {
    throw Error(ErrorKind::process, what + ": " + std::strerror(errno));
}

// The kernel reaps children by itself then, and how they ended cannot be known.
void check_that_children_can_be_awaited() {
    struct sigaction action{};
    ::sigaction(SIGCHLD, nullptr, &action);
    if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT) != 0) {
        throw Error(
            ErrorKind::process,
            "no program can be run, because this process ignores SIGCHLD: how a child ends is not known",
            "Set SIGCHLD to SIG_DFL before the deploy.");
    }
}

std::string in_directory(const ChildSpec& spec, const std::string& file) {
    return file.front() == '/' || spec.directory.empty() ? file : spec.directory + "/" + file;
}

// posix_spawnp would look in our own PATH: a child that is given an environment is looked up in that one.
// Empty when there is no such program.
std::string find_program(const ChildSpec& spec) {
    const auto& name = spec.argv.front();
    if (!spec.environment || name.find('/') != std::string::npos) return name;
    std::string path = "/usr/local/bin:/usr/bin:/bin";
    for (const auto& variable : *spec.environment) {
        if (variable.rfind("PATH=", 0) == 0) path = variable.substr(5);
    }
    for (const auto& folder : text::split(path, ':')) {
        const auto file = (folder.empty() ? "." : folder) + "/" + name;
        const auto there = in_directory(spec, file);
        struct stat status{};
        if (::stat(there.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
            ::access(there.c_str(), X_OK) == 0)
            return file;
    }
    return {};
}

// In a process whose standard streams are closed it may have got one of their numbers, which the child gives
// to something else.
UniqueFd above_standard(UniqueFd fd) {
    if (!fd || fd.get() > STDERR_FILENO) return fd;
    UniqueFd moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    if (!moved) fail("no descriptor for a child");
    return moved;
}

std::pair<UniqueFd, UniqueFd> make_output() {
    auto pipe = make_pipe();
    if (!pipe) fail("no pipe for a child");
    return {std::move(pipe.read_end), above_standard(std::move(pipe.write_end))};
}

std::pair<UniqueFd, UniqueFd> make_sockets() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("no socket for a child");
    UniqueFd our_end(ends[0]);
    return {std::move(our_end), above_standard(UniqueFd(ends[1]))};
}

// A file: nobody has to keep writing while the child reads.
UniqueFd input_of(const ChildSpec& spec) {
    if (spec.input == ChildSpec::Input::null) {
        UniqueFd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!nothing) fail("no input for a child");
        return above_standard(std::move(nothing));
    }
    if (spec.input != ChildSpec::Input::bytes) return {};
    auto file = memory_file();
    std::string_view rest = spec.input_bytes.reveal();
    while (file && !rest.empty()) {
        const auto written = ::write(file.get(), rest.data(), rest.size());
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (!file || !rest.empty() || ::lseek(file.get(), 0, SEEK_SET) != 0) fail("no input for a child");
    return above_standard(std::move(file));
}

}  // namespace

Spawned spawn(const ChildSpec& spec) {
    check_that_children_can_be_awaited();
    const auto program = find_program(spec);
    if (program.empty()) throw start_failure(spec, ENOENT);
    const auto input = input_of(spec);
    const bool is_socket = spec.input == ChildSpec::Input::socket;
    auto [read_end, write_end] = is_socket ? make_sockets() : make_output();
    UniqueFd read_errors;
    UniqueFd write_errors;
    const bool separate = spec.error_output == ChildSpec::ErrorOutput::separate;
    if (separate) std::tie(read_errors, write_errors) = make_output();
    Start start;
    start.program = program;
    start.directory = spec.directory;
    start.input = is_socket ? write_end.get() : input.get();
    start.output = write_end.get();
    if (spec.error_output != ChildSpec::ErrorOutput::inherit)
        start.errors = separate ? write_errors.get() : write_end.get();
    // A session of its own is a process group of its own, and has no terminal: in a background group, a
    // program that asks on /dev/tty would be stopped for ever.
    start.own_session = spec.own_group;
    auto variables = spec.environment ? pointers(*spec.environment) : std::vector<char*>();
    start.environment = spec.environment ? variables.data() : environ;
    auto words = spec.argv;
    auto arguments = pointers(words);
    start.arguments = arguments.data();
    Spawned child;
    int error = start_process(start, child.pid);
    if (error == ENOEXEC) {
        words.front() = program;
        words.insert(words.begin(), "/bin/sh");
        arguments = pointers(words);
        start.program = words.front();
        start.arguments = arguments.data();
        error = start_process(start, child.pid);
    }
    if (error != 0) throw start_failure(spec, error);
    child.leads_group = spec.own_group;
    // The pid cannot be another process's yet: nobody has reaped the child.
    child.exited = watch_exit(child.pid);
    if (!child.exited) {
        const int why = errno;
        ::kill(spec.own_group ? -child.pid : child.pid, SIGKILL);
        ::waitpid(child.pid, nullptr, 0);
        errno = why;
        fail(spec.argv.front() + " cannot be watched");
    }
    child.output = std::move(read_end);
    child.errors = std::move(read_errors);
    return child;
}

}  // namespace wheels::process
