#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

namespace wheels {

/// Work that runs when it is awaited, on the executor of whoever awaits it.
template <typename T>
using awaitable = asio::awaitable<T>;

}  // namespace wheels
