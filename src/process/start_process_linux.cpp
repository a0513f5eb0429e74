#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include "process/start_process.hpp"

namespace wheels::process {
namespace {

class FileActions {
public:
    FileActions() { ::posix_spawn_file_actions_init(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }

    void give(int descriptor, int as) {
        if (descriptor >= 0) ::posix_spawn_file_actions_adddup2(&actions_, descriptor, as);
    }
    posix_spawn_file_actions_t* get() { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

class Attributes {
public:
    explicit Attributes(bool own_session) {
        ::posix_spawnattr_init(&attributes_);
        sigset_t none;
        ::sigemptyset(&none);
        sigset_t all;
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        const int session = own_session ? POSIX_SPAWN_SETSID : 0;
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

}  // namespace

int start_process(const Start& start, pid_t& pid) {
    FileActions actions;
    if (!start.directory.empty())
        ::posix_spawn_file_actions_addchdir_np(actions.get(), start.directory.c_str());
    actions.give(start.input, STDIN_FILENO);
    actions.give(start.output, STDOUT_FILENO);
    actions.give(start.errors, STDERR_FILENO);
    // What an embedder opened without O_CLOEXEC stays here as well.
    ::posix_spawn_file_actions_addclosefrom_np(actions.get(), STDERR_FILENO + 1);
    const Attributes attributes(start.own_session);
    return ::posix_spawnp(&pid, start.program.c_str(), actions.get(), attributes.get(), start.arguments,
                          start.environment);
}

}  // namespace wheels::process
