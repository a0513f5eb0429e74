#pragma once

#include <sys/types.h>

#include "async/coroutine.hpp"
#include "process/spawn.hpp"
#include "wheels/process_runner.hpp"

namespace wheels::process {

/// A running child, until it was reaped.
///
/// Destroyed before that (an io_context that is torn down in mid-run) it is killed: nothing that we started
/// outlives us unnoticed.
class Child {
public:
    Child(Spawned spawned, const executor& on);
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child();

    /// To its whole process group, where it has one of its own.
    void signal(int number) const;
    bool has_exited();
    /// Whether any process of its group is left, but for those that have exited and wait to be reaped.
    bool group_lives() const;
    /// How it ended; takes it out of the process table. Throws Error{process} when somebody else did that.
    ChildResult reap();

    asio::posix::stream_descriptor exited;  ///< Readable once it has exited.
    asio::posix::stream_descriptor output;
    asio::posix::stream_descriptor errors;  ///< Open when the error output is separate.

private:
    struct Unwatched {};
    Child(Unwatched, const Spawned& spawned, const executor& on);

    pid_t pid_;
    bool leads_group_;
    bool reaped_ = false;
};

}  // namespace wheels::process
