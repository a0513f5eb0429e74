#include "process/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
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

#include "base/text.hpp"
#include "process/exit_watch.hpp"
#include "process/memory_file.hpp"
#include "process/start_failure.hpp"
#include "wheels/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace wheels::process {
namespace {

class FileActions {
public:
    FileActions() { ::posix_spawn_file_actions_init(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    posix_spawn_file_actions_t* get() { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

class Attributes {
public:
    explicit Attributes(bool own_group) {
        ::posix_spawnattr_init(&attributes_);
        sigset_t none;
        ::sigemptyset(&none);
        sigset_t all;
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        // A session of its own is a process group of its own, and has no terminal: in a background group, a
        // program that asks on /dev/tty would be stopped for ever.
        const int session = own_group ? POSIX_SPAWN_SETSID : 0;
        ::posix_spawnattr_setflags(
            &attributes_, static_cast<short>(session | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

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

std::pair<UniqueFd, UniqueFd> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("no pipe for a child");
    UniqueFd read_end(ends[0]);
    return {std::move(read_end), above_standard(UniqueFd(ends[1]))};
}

std::pair<UniqueFd, UniqueFd> make_sockets() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("no socket for a child");
    UniqueFd our_end(ends[0]);
    return {std::move(our_end), above_standard(UniqueFd(ends[1]))};
}

// A file: nobody has to keep writing while the child reads.
UniqueFd input_of(const ChildSpec& spec) {
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

/// Our ends of what the child gets.
struct Streams {
    int input = -1;
    int output = -1;
    int errors = -1;
};

int start(const ChildSpec& spec,
          const std::string& program,
          const std::vector<std::string>& argv,
          Streams streams,
          pid_t& pid) {
    FileActions actions;
    if (!spec.directory.empty())
        ::posix_spawn_file_actions_addchdir_np(actions.get(), spec.directory.c_str());
    if (spec.input == ChildSpec::Input::null) {
        ::posix_spawn_file_actions_addopen(actions.get(), STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    } else if (spec.input == ChildSpec::Input::bytes) {
        ::posix_spawn_file_actions_adddup2(actions.get(), streams.input, STDIN_FILENO);
    } else if (spec.input == ChildSpec::Input::socket) {
        ::posix_spawn_file_actions_adddup2(actions.get(), streams.output, STDIN_FILENO);
    }
    ::posix_spawn_file_actions_adddup2(actions.get(), streams.output, STDOUT_FILENO);
    if (spec.error_output != ChildSpec::ErrorOutput::inherit) {
        ::posix_spawn_file_actions_adddup2(actions.get(), streams.errors, STDERR_FILENO);
    }
    // What an embedder opened without O_CLOEXEC stays here as well.
    ::posix_spawn_file_actions_addclosefrom_np(actions.get(), STDERR_FILENO + 1);
    const Attributes attributes(spec.own_group);
    auto arguments = pointers(argv);
    auto variables = spec.environment ? pointers(*spec.environment) : std::vector<char*>();
    return ::posix_spawnp(&pid, program.c_str(), actions.get(), attributes.get(), arguments.data(),
                          spec.environment ? variables.data() : environ);
}

}  // namespace

Spawned spawn(const ChildSpec& spec) {
    check_that_children_can_be_awaited();
    const auto program = find_program(spec);
    if (program.empty()) throw start_failure(spec, ENOENT);
    const auto input = input_of(spec);
    auto [read_end, write_end] = spec.input == ChildSpec::Input::socket ? make_sockets() : make_pipe();
    UniqueFd read_errors;
    UniqueFd write_errors;
    const bool separate = spec.error_output == ChildSpec::ErrorOutput::separate;
    if (separate) std::tie(read_errors, write_errors) = make_pipe();
    const Streams streams{input.get(), write_end.get(), separate ? write_errors.get() : write_end.get()};
    Spawned child;
    int error = start(spec, program, spec.argv, streams, child.pid);
    if (error == ENOEXEC) {
        auto by_shell = spec.argv;
        by_shell.front() = program;
        by_shell.insert(by_shell.begin(), "/bin/sh");
        error = start(spec, by_shell.front(), by_shell, streams, child.pid);
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
