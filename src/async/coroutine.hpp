#pragma once

// The one umbrella include of Asio (Debian 12 has 1.22.1), so that its spelling can change in one place.
#include <asio.hpp>

#include "wheels/awaitable.hpp"

namespace wheels {

using executor = asio::any_io_executor;

namespace this_coro = asio::this_coro;
using asio::redirect_error;
using asio::use_awaitable;

}  // namespace wheels
