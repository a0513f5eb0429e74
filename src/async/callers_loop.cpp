#include "async/callers_loop.hpp"

#include <asio/io_context.hpp>
#include <typeinfo>

#include "wheels/error.hpp"

namespace wheels {

void check_callers_loop(const asio::any_io_executor& on) {
    // A coroutine on the executor of a loop runs in that loop. Other executors do not say where they are.
    // (Asio 1.22's target() does not look at the type.)
    using Loop = asio::io_context::executor_type;
    if (on.target_type() != typeid(Loop) || on.target<Loop>()->running_in_this_thread()) return;
    throw Error(ErrorKind::internal,
                "this program hides from libwheels what its copy of Asio knows of its threads",
                "Leave the visibility of Asio's symbols alone, and export them; see docs/embedding.md.");
}

}  // namespace wheels
