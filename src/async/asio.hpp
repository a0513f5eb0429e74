#pragma once

// The one place that includes Asio, so that its spelling can change in one place (Debian 12 has 1.22.1).
#include <asio.hpp>

namespace wheels {

template <typename T>
using awaitable = asio::awaitable<T>;
using executor = asio::any_io_executor;

namespace this_coro = asio::this_coro;
using asio::redirect_error;
using asio::use_awaitable;

}  // namespace wheels
