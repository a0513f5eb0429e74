#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"

namespace wheels {

/// What happens to the other tasks when one fails.
enum class OnFailure {
    run_all,          ///< Every task is started and awaited.
    cancel_siblings,  ///< Running tasks are cancelled and awaited; tasks that did not start are skipped.
};

/// A unit of concurrent work and the name it is reported under.
struct Task {
    Task(std::string task_label, awaitable<void> task_work)
        : label(std::move(task_label)), work(std::move(task_work)) {}

    std::string label;
    awaitable<void> work;
};

/// How one task ended.
struct Outcome {
    enum class Kind { done, failed, skipped };

    std::string label;
    Kind kind = Kind::skipped;
    std::exception_ptr error;   ///< Set exactly when `failed`; holds operation_aborted when cancelled.
    std::size_t failed_as = 0;  ///< 1 for the one that failed first in time, and so on; 0 when not `failed`.
};

/// Runs the tasks, at most `limit` at a time, and returns when every started one has ended.
///
/// Never throws a task's error: the outcomes carry them, in the order of `tasks`.
/// Cancellation: the running tasks are cancelled and still awaited, the others are skipped; the
/// caller's next co_await throws as usual. A repeated cancellation is passed on each time. Lifetime: what
/// the tasks refer to must outlive the call.
awaitable<std::vector<Outcome>> run_all(std::vector<Task> tasks, std::size_t limit, OnFailure policy);

/// Rethrows the failure that came first in time, which is the cause of those that it made run_all cancel;
/// whatever these threw. A cancellation is thrown only when it came first, from the caller.
void rethrow_first(const std::vector<Outcome>& outcomes);

}  // namespace wheels
