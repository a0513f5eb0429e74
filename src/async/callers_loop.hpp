#pragma once

#include <asio/any_io_executor.hpp>

namespace wheels {

/// Throws Error{internal} where the caller's copy of Asio keeps from ours which loop runs on this thread (see
/// library/exported.map): the next wait for a socket or a child would end in a null pointer. To be called
/// from a coroutine, with its executor, before anything is waited for.
void check_callers_loop(const asio::any_io_executor& on);

}  // namespace wheels
